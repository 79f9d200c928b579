import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDefinitions } from '../../crawler/read-definitions.ts'

/** Names of tools by server id, and the problems. */
function read(text: string): { tools: { [id: string]: string[] }; problems: string[] } {
  const { servers, problems } = readDefinitions(text, 'tools.json')
  const tools = Object.fromEntries(
    servers.map(({ server, tools }) => [server.id, tools.map(tool => tool.name)]),
  )
  return { tools, problems }
}

const two = [{ name: 'read_note' }, { name: 'delete_note' }]
const names = { 'local:tools.json': ['read_note', 'delete_note'] }

describe('one document:', () => {
  test.for([
    ['a tools/list result', { tools: two }],
    ['an array of tools', two],
    ['a JSON-RPC response', { jsonrpc: '2.0', id: 1, result: { tools: two } }],
  ] as const)('%s, on one line or many', ([, document]) => {
    expect(read(JSON.stringify(document))).toEqual({ tools: names, problems: [] })
    expect(read(`\uFEFF${JSON.stringify(document, null, 2)}\n`)).toEqual({ tools: names, problems: [] })
  })

  test('tools that name their servers are grouped', () => {
    const document = [
      { name: 'a', server: 'npm:@scope/one', serverDescription: 'The first.' },
      { name: 'b', server: 'two' },
      { name: 'c', server: 'npm:@scope/one' },
    ]
    const { servers } = readDefinitions(JSON.stringify(document), 'x')
    expect(servers.map(({ server }) => server)).toEqual([
      { id: 'npm:@scope/one', name: 'npm:@scope/one', version: '', description: 'The first.' },
      { id: 'local:two', name: 'two', version: '' },
    ])
    expect(servers[0]?.tools).toEqual([{ name: 'a' }, { name: 'c' }])
  })

  test('an empty list is a server without tools', () => {
    expect(read('{"tools": []}')).toEqual({ tools: { 'local:tools.json': [] }, problems: [] })
  })

  test('a page of several says so', () => {
    expect(read('{"tools": [{"name": "a"}], "nextCursor": "2"}').problems).toEqual([
      "the text is one page of several: the others' tools are missing",
    ])
  })

  test.for([
    ['', 'there is nothing in it'],
    ['7', 'the text holds no tool definitions'],
    ['{}', 'the text holds no tool definitions'],
    ['{"tools": 7}', 'the text has tools that are not a list'],
    [
      '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"no"}}',
      "the text is a server's error, not its list of tools",
    ],
    ['[{"name": "a"}, 7]', 'tool 2 was left out: it is not an object'],
  ] as const)('%s', ([text, problem]) => {
    expect(read(text).problems).toEqual([problem])
  })

  test('a slip says where it is', () => {
    const { tools, problems } = read('{\n  "tools": [\n    { "name": "a", }\n  ]\n}')
    expect(tools).toEqual({})
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^it is not JSON: .*line 3 column/)
  })
})

describe('JSON Lines:', () => {
  test('a tool on each line, under either name', () => {
    const text = '{"server":"one","tool":"a","description":"Reads."}\n\n{"server":"one","name":"b"}\r\n'
    expect(read(text)).toEqual({ tools: { 'local:one': ['a', 'b'] }, problems: [] })
  })

  test('one line alone', () => {
    expect(read('{"server":"one","tool":"a"}').tools).toEqual({ 'local:one': ['a'] })
  })

  test('a definition below its server', () => {
    expect(read('{"server":"one","tool":{"name":"a"}}\n{"server":"one","tool":{"name":"b"}}').tools).toEqual({
      'local:one': ['a', 'b'],
    })
  })

  test('a broken line loses nothing else', () => {
    const text = '{"tool":"a"}\n{"tool": "b"\n{"server":"one"}\n{"tool":7}\n{"tool":"c","annotations":null}'
    const { tools, problems } = read(text)
    expect(tools).toEqual({ 'local:tools.json': ['a', 'c'] })
    expect(problems.map(problem => problem.slice(0, 20))).toEqual([
      'line 2 is not JSON: ',
      'line 3 holds no tool',
      'line 4 was left out:',
    ])
  })

  test('a server called __proto__ is a server', () => {
    expect(readDefinitions('{"server":"__proto__","tool":"a"}\n{"tool":"b"}', 'x').servers).toHaveLength(2)
    expect({}).not.toHaveProperty('tools')
  })

  test('many broken lines are counted', () => {
    const { problems } = read(`{"tool":"a"}\n${'{\n'.repeat(500)}`)
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)).toBe('and 400 more problems')
  })
})

test('whatever the text is, it is read or said why not', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(fc.json()).map(lines => lines.join('\n')),
  )
  fc.assert(
    fc.property(text, input => {
      const { servers, problems } = readDefinitions(input, 'x')
      expect(servers.length + problems.length > 0 || input.trim() === '[]').toBe(true)
    }),
  )
})
