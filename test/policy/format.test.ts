import { describe, expect, test } from 'vitest'
import { type ParsedPolicy, parsePolicy, recommendTool, stringifyPolicy } from '../../policy/index.ts'
import { judged, text, tool } from './tools.ts'

describe('the printed policy', () => {
  test('of a plain Write tool is the documented one to the letter', () => {
    const { policy } = recommendTool(
      judged(tool('image_generate', { prompt: text }), 'Write', ['modify-data', 'spend']),
      { name: 'Image server' },
    )
    expect(stringifyPolicy(policy)).toBe(`{
  "version": "1",
  "default": "deny",
  "tools": {
    "image_generate": {
      "limits": [
        {
          "counter": "image_generate_rate",
          "window": "minute",
          "max": 30,
          "scope": "grant"
        }
      ]
    }
  }
}`)
  })

  test('has its keys in one order, whatever order they were written in', () => {
    const shuffled = `{"tools":{"b":{"pin":"sha256:${'a'.repeat(64)}","approval":{"when":[{"value":1,"op":"eq","path":"args.x"}],"who":"me"},
      "limits":[{"scope":"grant","max":1,"window":"day","counter":"c"}],"deny_if":[{"on_deny":"no","conditions":[]}],"require":[]},"a":{}},
      "all_tools":{"limits":[]},"hide":["z"],"server":"npm:x","default":"deny","version":"1"}`
    const ordered = stringifyPolicy(policyOf(parsePolicy(shuffled)))
    expect([...ordered.matchAll(/"(\w+)":/g)].map(([, key]) => key).join(' ')).toBe(
      'version default server hide all_tools limits tools b require deny_if conditions on_deny limits counter ' +
        'window max scope approval who when path op value pin a',
    )
    expect(stringifyPolicy(policyOf(parsePolicy(ordered)))).toBe(ordered)
  })
})

describe('names that mean something to JavaScript', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']

  test.each(names)('%j stays an ordinary tool through reading, looking up and writing', name => {
    const source = `{"version":"1","default":"deny","tools":{${JSON.stringify(name)}:{"limits":[]}}}`
    const policy = policyOf(parsePolicy(source))
    expect([...policy.tools.keys()]).toEqual([name])
    expect(policy.tools.get(name)).toEqual({ limits: [] })
    expect(JSON.stringify(JSON.parse(stringifyPolicy(policy)))).toBe(source)
  })

  test('no other name is looked up in a prototype', () => {
    const policy = policyOf(
      parsePolicy('{"version":"1","default":"deny","tools":{"__proto__":{"limits":[]}}}'),
    )
    for (const name of ['limits', 'constructor', 'toString']) expect(policy.tools.get(name)).toBeUndefined()
  })
})

describe('a fault', () => {
  const rule = (condition: string) =>
    `{"version":"1","default":"deny","tools":{"t":{"require":[{"conditions":[\n${condition}]}]}}}`

  test.each([
    ['a key twice', '{"version":"1",\n  "version":"1","default":"deny"}', '', 2, 3, 'stands twice'],
    ['no JSON', '{"version":\n}', '/version', 2, 1, 'missing'],
    ['no object', '[]', '', 1, 1, 'an object'],
    ['an unknown key', '{"version":"1","default":"deny",\n "tool":{}}', '/tool', 2, 9, 'tool is no key'],
    [
      '__proto__ where no tool stands',
      '{"version":"1","default":"deny","__proto__":{}}',
      '/__proto__',
      1,
      45,
      'no key',
    ],
    ['another version', '{"version":1,"default":"deny"}', '/version', 1, 12, '"1"'],
    ['no default', '{"version":"1"}', '/default', 1, 1, '"allow" or "deny"'],
    [
      'tools as a list',
      '{"version":"1","default":"deny","tools":[]}',
      '/tools',
      1,
      41,
      'from tool names to rules',
    ],
    [
      'tools as null',
      '{"version":"1","default":"deny","tools":null}',
      '/tools',
      1,
      41,
      'from tool names to rules',
    ],
    [
      'a rate of its own',
      '{"version":"1","default":"deny","tools":{"t":{"rate_limit":5}}}',
      '/tools/t/rate_limit',
      1,
      60,
      'rate_limit',
    ],
    [
      'a name with a slash',
      '{"version":"1","default":"deny","tools":{"a/b~c":{"x":1}}}',
      '/tools/a~1b~0c/x',
      1,
      55,
      'x is no key',
    ],
    [
      'a path outside the arguments',
      rule('{"path":"state.x","op":"eq","value":1}'),
      '/tools/t/require/0/conditions/0/path',
      2,
      9,
      'path',
    ],
    [
      'an unknown operator',
      rule('{"path":"args.x","op":"like","value":1}'),
      '/tools/t/require/0/conditions/0/op',
      2,
      23,
      'operators',
    ],
    [
      'a value that does not fit',
      rule('{"path":"args.x","op":"lt","value":"1"}'),
      '/tools/t/require/0/conditions/0/value',
      2,
      36,
      'a number',
    ],
    [
      'an empty list',
      rule('{"path":"args.x","op":"in","value":[]}'),
      '/tools/t/require/0/conditions/0/value',
      2,
      36,
      'empty',
    ],
    [
      'a back-reference',
      rule('{"path":"args.x","op":"regex","value":"(a)\\\\1"}'),
      '/tools/t/require/0/conditions/0/value',
      2,
      39,
      'RE2',
    ],
    [
      'a limit below zero',
      '{"version":"1","default":"deny","all_tools":{"limits":[{"counter":"c","window":"day","max":-1,"scope":"grant"}]}}',
      '/all_tools/limits/0/max',
      1,
      92,
      'below 0',
    ],
    [
      'a pin of another kind',
      '{"version":"1","default":"deny","tools":{"t":{"pin":"md5:1"}}}',
      '/tools/t/pin',
      1,
      53,
      'hash',
    ],
  ])('%s is shown with its place', (_name, source, at, line, column, message) => {
    const parsed = parsePolicy(source)
    expect(parsed.ok).toBe(false)
    expect(!parsed.ok && parsed.problems[0]).toMatchObject({
      at,
      line,
      column,
      message: expect.stringContaining(message),
    })
    expect(!parsed.ok && parsed.problems.every(problem => problem.mend.length > 5)).toBe(true)
  })

  test('every fault is named, not the first alone', () => {
    const parsed = parsePolicy('{"version":"2","default":"ask","hide":[1],"x":1}')
    expect(!parsed.ok && parsed.problems.map(problem => problem.at)).toEqual([
      '/version',
      '/default',
      '/hide/0',
      '/x',
    ])
  })
})

function policyOf(parsed: ParsedPolicy) {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.policy
}
