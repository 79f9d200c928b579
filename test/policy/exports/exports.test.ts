import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { ToolDefinition } from '../../../classifier/index.ts'
import {
  type Bounds,
  ExportRefusal,
  exporters,
  exportFormats,
  type JudgedTool,
  loadSqlReader,
  type Policy,
  parsePolicy,
  profiles,
  recommendServer,
} from '../../../policy/index.ts'
import { argumentsOfCalls, names, policyDocuments } from '../arbitraries.ts'
import { flag, judged, mode, number, text, texts, tool } from '../tools.ts'
import { compareFates } from './compare-fates.ts'
import { type ReadCall, readers } from './read-back.ts'

vi.setConfig({ testTimeout: 120_000 })

const readsOnly = await loadSqlReader()
const server = { name: 'box', id: 'npm:box' }

const invented: JudgedTool[] = [
  judged(tool('list_notes'), 'Read'),
  judged(tool('look_up', { url: text }), 'Read', ['spend', 'send-out']),
  judged(tool('read_file', { path: text }), 'Read', ['read-private']),
  judged(tool('run_report', { sql: text }, 'Runs SQL on SQLite.'), 'Read', ['free-query']),
  judged(tool('save_note', { title: text, 'body?': text }), 'Write', ['modify-data']),
  judged(tool('send_mail', { to: texts, 'bcc?': text }), 'Write', ['contact-people']),
  judged(tool('run_shell', { command: text }), 'Execute', ['run-code']),
  judged(tool('restart', { name: text, 'force?': flag }), 'Execute', ['control-process']),
  judged(tool('erase', { id: text, 'dry_run?': flag }), 'Destructive', ['delete-data']),
  judged(tool('pay', { amount: { type: 'integer' }, to: text }), 'Financial', ['move-money']),
  judged(tool('refund', { amount: number }), 'Financial', ['move-money']),
  judged(tool('mystery', { what: text }), 'Ungraded'),
  judged(tool('notes', { action: { type: 'string', enum: ['list', 'wipe'] } }), 'Destructive', [], {
    modes: [mode('list', 'Read'), mode('wipe', 'Destructive', 'Critical')],
  }),
]
const settings: Bounds[] = [
  {},
  { roots: ['/srv'], hosts: ['example.org'], recipients: ['a@example.org'], amount: 5 },
]

describe.each(exportFormats)('%s', format => {
  test.each(profiles.flatMap(profile => settings.map(bounds => [profile, bounds] as const)))(
    'says what the recommended policy of %s says, or names the difference',
    (profile, bounds) => {
      const { policy, explanations } = recommendServer(invented, server, { profile, bounds })
      const calls: ReadCall[] = explanations
        .flatMap(({ passes, stopped }) => [passes, stopped])
        .filter(example => example !== null)
        .map(({ tool, arguments: args, definitionHash }) => ({
          tool,
          arguments: args,
          ...(definitionHash !== undefined && { definitionHash }),
        }))
      expect(calls.length).toBeGreaterThan(10)
      const { faults } = compareFates(format, policy, server, definitionsOf(invented), calls, readsOnly)
      expect(faults).toEqual([])
    },
  )

  test('is never milder than any policy, whatever its tools are called', () => {
    fc.assert(
      fc.property(
        policyDocuments,
        fc.array(names, { maxLength: 2 }),
        fc.constantFrom(text, { type: 'integer' }, flag, number, {}),
        fc.array(argumentsOfCalls.filter(isObject), { minLength: 1, maxLength: 3 }),
        (document, listed, schema, calls) => {
          const parsed = parsePolicy(JSON.stringify(document))
          fc.pre(parsed.ok)
          const known = [...new Set([...parsed.policy.tools.keys(), ...listed])]
          const { faults } = compareFates(
            format,
            parsed.policy,
            named(parsed.policy),
            known.map(name => tool(name, { 'x?': schema })),
            [...known, 't', '*'].flatMap(tool => calls.map(args => ({ tool, arguments: args }))),
            readsOnly,
          )
          expect(faults).toEqual([])
        },
      ),
      { numRuns: 80 },
    )
  })

  test('gives every loss a place in the policy and one sentence', () => {
    const { policy } = recommendServer(invented, server, { profile: 'strict' })
    const { losses, fileName, text } = exporters[format].export(policy, { server, tools: [] })
    for (const { pointer, message } of losses) {
      expect(pointer).toMatch(/^(?:\/|$)/)
      expect(message).toMatch(/^(?:[A-Z]|agentgateway ).*\.$/)
    }
    expect(fileName).toMatch(/^[a-z-]+\.[a-z]+$/)
    expect(text).toMatch(/^[\x20-\x7e\n\t]*\n$/)
  })
})

function definitionsOf(tools: JudgedTool[]): ToolDefinition[] {
  return tools.map(({ definition }) => definition)
}

/** The server that a policy names, so that it is decided by. */
function named(policy: Policy) {
  return policy.server === 'npm:x' ? { ...server, id: 'npm:x' } : server
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const literals = fc.constantFrom('a', 'b*', '', 0, 5, 2.5, true, false, null)
const comparisons = fc.oneof(
  fc.tuple(fc.constantFrom('eq', 'neq', 'contains'), literals),
  fc.tuple(fc.constantFrom('lt', 'lte', 'gt', 'gte'), fc.constantFrom(0, 5, 2.5)),
  fc.tuple(fc.constantFrom('in', 'not_in'), fc.array(literals, { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constant('exists'), fc.boolean()),
)
const conditions = fc.array(
  fc
    .tuple(fc.constantFrom('args.x', 'args.y'), comparisons)
    .map(([path, [op, value]]) => ({ path, op, value })),
  { minLength: 1, maxLength: 2 },
)
const values = fc.oneof(
  literals,
  fc.constantFrom<unknown>(['a'], [], { a: 1 }, { x: 'a' }, -1, 'ab*c', undefined),
)

test.each(['docker-cedar', 'toolhive', 'agentcore', 'policylayer'] as const)(
  '%s is never milder than a condition, whatever the arguments are',
  format => {
    let allowed = 0
    fc.assert(
      fc.property(
        fc.constantFrom('require', 'deny_if', 'when'),
        conditions,
        fc.constantFrom(text, { type: 'integer' }, flag),
        fc.array(fc.record({ x: values, y: values, x_present: values }, { requiredKeys: [] }), {
          minLength: 5,
        }),
        (key, conditions, schema, calls) => {
          const rules =
            key === 'when' ? { approval: { when: conditions } } : { [key]: [{ conditions, on_deny: 'No.' }] }
          const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', tools: { t: rules } }))
          fc.pre(parsed.ok)
          const definitions = [tool('t', { 'x?': schema, 'y?': text })]
          const sent = calls.map(args => ({ tool: 't', arguments: JSON.parse(JSON.stringify(args)) }))
          const { text: document, faults } = compareFates(
            format,
            parsed.policy,
            server,
            definitions,
            sent,
            readsOnly,
          )
          expect(faults).toEqual([])
          allowed += sent.filter(call => readers[format](document, server.name, call) === 'allow').length
        },
      ),
      { numRuns: 250 },
    )
    expect(allowed).toBeGreaterThan(50)
  },
)

test.each(exportFormats)('%s allows nothing by a policy for another server', format => {
  const policy: Policy = { version: '1', default: 'allow', server: 'npm:other', tools: new Map([['a', {}]]) }
  const said = (id: string) => {
    const { text } = exporters[format].export(policy, { server: { ...server, id }, tools: [tool('b')] })
    return ['a', 'b'].map(name => readers[format](text, server.name, { tool: name, arguments: {} }))
  }
  expect(said('npm:box')).not.toContain('allow')
  expect(said('npm:other')).toContain('allow')
})

describe('a server that cannot be named is refused, with a name that could', () => {
  test.each([
    ['claude-code', 'two__scores'],
    ['claude-code', 'a b'],
    ['codex', 'a.b'],
    ['gemini', 'under_score'],
    ['cursor', 'a:b'],
    ['vscode', 'a/b'],
    ['docker', '../x'],
    ['docker-cedar', 'a"b'],
    ['agentcore', 'a--b'],
    ['openai', '1st'],
  ] as const)('%s: %j', (format, name) => {
    const { policy } = recommendServer(invented, server)
    expect(() => exporters[format].export(policy, { server: { name }, tools: [] })).toThrow(ExportRefusal)
  })
})
