import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { Json, Mode, Severity, ToolDefinition } from '../../classifier/index.ts'
import { capabilities, gradedCategories } from '../../classifier/index.ts'
import {
  type Bounds,
  loadSqlReader,
  parsePolicy,
  profiles,
  recommendServer,
  stringifyPolicy,
} from '../../policy/index.ts'
import { names } from './arbitraries.ts'
import { play } from './play.ts'
import { judged } from './tools.ts'

vi.setConfig({ testTimeout: 120_000 })

const readsOnly = await loadSqlReader()

const argumentNames = fc.oneof(
  fc.constantFrom(
    'path',
    'files',
    'url',
    'sql',
    'amount',
    'to',
    'bcc',
    'dry_run',
    'force',
    'command',
    'action',
  ),
  names,
)
const { schema } = fc.letrec<{ schema: Json }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(
      { type: 'string' },
      { type: 'number', maximum: 7 },
      { type: 'integer', description: 'in cents' },
      { type: 'boolean' },
      { type: ['string', 'null'] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { type: 'string', enum: ['a', 'b'] },
      {},
      true,
      null,
      'string',
    ),
    tie('schema').map(items => ({ type: 'array', items })),
    fc
      .tuple(fc.array(fc.tuple(argumentNames, tie('schema')), { maxLength: 4 }), fc.nat(4))
      .map(([properties, required]) => ({
        type: 'object',
        properties: Object.fromEntries(properties),
        required: properties.slice(0, required).map(([name]) => name),
      })),
  ),
}))

const definitions: fc.Arbitrary<ToolDefinition> = fc
  .tuple(
    names,
    fc.constantFrom('Runs SQL on SQLite.', 'Moves a file.', ''),
    fc.array(fc.tuple(argumentNames, schema), { maxLength: 4 }),
    fc.nat(4),
  )
  .map(([name, description, properties, required]) => ({
    name,
    description,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(properties),
      required: properties.slice(0, required).map(([name]) => name),
    },
  }))

const severities = fc.constantFrom<Severity>('Low', 'Medium', 'High', 'Critical')
const categories = fc.constantFrom(...gradedCategories, 'Ungraded' as const)
const modes: fc.Arbitrary<Mode> = fc.record({
  when: fc.constantFrom('a', 'b', 'c').map(action => ({ action })),
  category: categories,
  severity: severities,
})
const tools = fc
  .tuple(
    definitions,
    categories,
    fc.subarray(capabilities),
    fc.uniqueArray(modes, { maxLength: 3, selector: mode => mode.when.action }),
  )
  .map(([definition, category, capabilities, modes]) => judged(definition, category, capabilities, { modes }))

const bounds = fc.constantFrom<Bounds>(
  {},
  {
    roots: ['/srv/project', '.'],
    hosts: ['example.org', 'fd00::/8'],
    recipients: ['a@example.org'],
    amount: 3,
  },
  { roots: [], hosts: [], recipients: [], amount: 0 },
  { roots: ['C:\\work'], hosts: ['*.example.org'], recipients: ['"; drop'], amount: 0.5 },
)

test('whatever a tool looks like, its policy is valid and does to its examples what it says', () => {
  fc.assert(
    fc.property(
      fc.array(tools, { maxLength: 3 }),
      fc.constantFrom(...profiles),
      bounds,
      (tools, profile, bounds) => {
        const { policy, explanations } = recommendServer(
          tools,
          { name: 'any', id: 'npm:any' },
          { profile, bounds },
        )
        const parsed = parsePolicy(stringifyPolicy(policy))
        expect(parsed).toMatchObject({ ok: true })
        for (const { passes, stopped } of explanations)
          for (const example of [passes, stopped])
            if (example !== null && parsed.ok)
              expect({ ...example, decision: play(parsed.policy, example, readsOnly).decision }).toEqual(
                example,
              )
      },
    ),
    { numRuns: 500 },
  )
})
