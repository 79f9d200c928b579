import fc from 'fast-check'
import { expect, test } from 'vitest'
import { definitionHash } from '../../classifier/index.ts'
import { definitionLimit, readTool } from '../../crawler/read-tool.ts'

test('only the six fields of a definition are kept', () => {
  const { tool, problems } = readTool(
    { name: 'a', title: 'A', _meta: { x: 1 }, icons: [], execution: {} },
    'tool 1',
  )
  expect(tool).toEqual({ name: 'a', title: 'A' })
  expect(problems).toEqual([])
})

test('a field that cannot be read costs the field, not the tool', () => {
  const { tool, problems } = readTool(
    { name: 'a', inputSchema: [], annotations: 'none', description: 'B' },
    'tool 9',
  )
  expect(tool).toEqual({ name: 'a', description: 'B' })
  expect(problems).toEqual(['tool 9 (“a”): its inputSchema and annotations cannot be read'])
})

test('a name in a problem is short and clean', () => {
  const { problems } = readTool({ name: `\u001b[31m\u202e${'x'.repeat(500)}`, title: 1 }, 'tool 1')
  expect(problems[0]).toMatch(/^tool 1 \(“x{59}…”\): its title cannot be read$/)
})

test('the limit is the last size that passes', () => {
  const frame = JSON.stringify({ description: '', name: 'a' }).length
  const sized = (bytes: number) =>
    readTool({ name: 'a', description: 'x'.repeat(bytes - frame) }, 'tool 1').tool
  expect(sized(definitionLimit)).not.toBeNull()
  expect(sized(definitionLimit + 1)).toBeNull()
})

test('any value gives a tool that can be hashed, or a problem', () => {
  const named = fc.record({
    name: fc.string({ minLength: 1 }),
    title: fc.jsonValue(),
    inputSchema: fc.jsonValue(),
  })
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), named), value => {
      const { tool, problems } = readTool(value, 'tool 1')
      if (tool === null) expect(problems).not.toEqual([])
      else expect(definitionHash(tool)).toMatch(/^sha256:[0-9a-f]{64}$/)
    }),
  )
})
