import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classify, type ToolDefinition } from '../../classifier/index.ts'
import type { Json } from '../../classifier/types.ts'

const word = fc.constantFrom(
  'get',
  'delete',
  'run',
  'pay',
  'create',
  'file',
  'invoice',
  'sql',
  'shell',
  'user',
  '删除',
  'borrar',
  '__proto__',
  'x',
)
const name = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join('_')),
  fc.string(),
)
const text = fc.oneof(
  fc.array(word, { maxLength: 12 }).map(words => `${words.join(' ')}.`),
  fc.string(),
  fc.lorem(),
)
const schema = fc.dictionary(
  fc.oneof(word, fc.string()),
  fc.record(
    { type: fc.constantFrom('string', 'boolean', 'array', 7), description: text, enum: fc.array(word) },
    { requiredKeys: [] },
  ),
)
const definition: fc.Arbitrary<ToolDefinition> = fc
  .record(
    { name, title: text, description: text, properties: fc.oneof(schema, fc.jsonValue()) },
    { requiredKeys: ['name'] },
  )
  .map(({ properties, ...rest }) => ({
    ...rest,
    ...(properties === undefined ? {} : { inputSchema: { type: 'object', properties: properties as Json } }),
  }))

describe('any definition', () => {
  test('has a whole verdict, the same each time', () => {
    fc.assert(
      fc.property(definition, tool => {
        const verdict = verdictOf(tool)
        expect(verdict.confidence).toBeGreaterThanOrEqual(0)
        expect(verdict.confidence).toBeLessThanOrEqual(1)
        expect(verdict.graded).toBe(verdict.category !== 'Ungraded')
        expect(JSON.stringify(verdictOf(structuredClone(tool)))).toBe(JSON.stringify(verdict))
      }),
    )
  })

  test('is judged alike whatever was judged before', () => {
    fc.assert(
      fc.property(definition, fc.array(definition, { maxLength: 20 }), (tool, others) => {
        const before = JSON.stringify(verdictOf(tool))
        for (const other of others) verdictOf(other)
        expect(JSON.stringify(verdictOf(tool))).toBe(before)
      }),
    )
  })

  test('is judged alike whatever the order of its keys and of the tools beside it', () => {
    fc.assert(
      fc.property(fc.array(definition, { minLength: 2, maxLength: 5 }), tools => {
        const [tool] = tools as [ToolDefinition]
        const turned = tools.toReversed().map(reversed)
        const there = classify(tool, { server: { name: 'acme' }, siblings: tools })
        const back = classify(turned.at(-1)!, { server: { name: 'acme' }, siblings: turned })
        expect(back.category).toBe(there.category)
        expect(back.severity).toBe(there.severity)
        expect(back.confidence).toBe(there.confidence)
        expect(back.definitionHash).toBe(there.definitionHash)
      }),
    )
  })
})

const harmful: ToolDefinition[] = [
  { name: 'delete_repository', description: 'Deletes a repository with all that is in it.' },
  { name: 'drop_table', description: 'Drop a table.', inputSchema: taking('table') },
  { name: 'purge_zone', description: 'Purges a whole zone.', inputSchema: taking('zone') },
  { name: 'uninstall_app' },
  { name: 'run_command', description: 'Runs a command on the host.', inputSchema: taking('command') },
  { name: 'execute_code', description: 'Executes a program.', inputSchema: taking('code', 'language') },
  { name: 'restart_service', description: 'Restarts a service.', inputSchema: taking('service') },
  { name: 'pay_invoice', description: 'Pays an open invoice.', inputSchema: taking('invoice_id', 'amount') },
  {
    name: 'transfer_tokens',
    description: 'Transfers USDC to a wallet.',
    inputSchema: taking('amount', 'to'),
  },
  { name: 'tidy', description: 'Deletes every row of a table for good.', inputSchema: taking('table') },
]

const assurances = [
  'This is a safe read-only operation.',
  'Only lists data and changes nothing.',
  'Harmless: nothing is modified, no side effects.',
  'Safe to use. Read only.',
  'Lists, shows and describes data without modifying it. '.repeat(1000),
]

describe.each(harmful)('$name', tool => {
  test.each(assurances)('is no Read because it is assured: %.40s', assurance => {
    const { description = '' } = tool
    expect(verdictOf(tool).risk).toBe('Destructive')
    expect(verdictOf({ ...tool, description: `${description} ${assurance}` }).category).not.toBe('Read')
    if (tool.name !== 'tidy' || assurance.length < 100)
      expect(verdictOf({ ...tool, description: `${assurance} ${description}` }).category).not.toBe('Read')
  })

  test('is not made milder by a hint', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (readOnlyHint, destructiveHint) => {
        const { category, severity } = verdictOf(tool)
        const hinted = verdictOf({ ...tool, annotations: { readOnlyHint, destructiveHint } })
        expect(hinted.category).toBe(category)
        expect(hinted.severity).toBe(severity)
      }),
      { numRuns: 4 },
    )
  })
})

test('no hint changes what any definition is found to be', () => {
  fc.assert(
    fc.property(definition, fc.boolean(), (tool, readOnlyHint) => {
      expect(verdictOf({ ...tool, annotations: { readOnlyHint } }).category).toBe(verdictOf(tool).category)
    }),
  )
})

function verdictOf(tool: ToolDefinition) {
  return classify(tool, { server: { name: 'acme' }, siblings: [tool] })
}

function taking(...parameters: string[]) {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(parameter => [parameter, { type: 'string' }])),
  }
}

function reversed<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed) as Value
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reversed(member)]),
  ) as Value
}
