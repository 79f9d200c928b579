import { describe, expect, test } from 'vitest'
import {
  decide,
  importIntercept,
  type Policy,
  parsePolicy,
  slidingCounters,
  stringifyPolicy,
} from '../../policy/index.ts'

function imported(yaml: string) {
  const result = importIntercept(yaml)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  expect(parsePolicy(stringifyPolicy(result.policy))).toMatchObject({ ok: true })
  return result
}

/** How many of `calls` calls in a row the policy lets through within a minute. */
function passing(policy: Policy, tool: string, args: object = {}, calls = 1): number {
  const counters = slidingCounters()
  let passed = 0
  for (let now = 0; now < calls; now++) {
    const { decision, reserve } = decide(policy, { tool, arguments: args }, counters.at(now))
    counters.reserve(reserve, now)
    if (decision === 'allow') passed++
  }
  return passed
}

const shop = `version: "1"
description: A made-up shop
default: deny
hide: [close_shop]
tools:
  look: {}
  sell:
    rules:
      - name: dear things
        conditions:
          - { path: args.price, op: lte, value: 100 }
          - { path: args.currency, op: in, value: [eur, usd] }
        on_deny: Too dear.
      - name: daily takings
        conditions: [{ path: state.sell.takings, op: lte, value: 250 }]
        state: { counter: takings, window: day, increment_from: args.price }
  restock:
    rules:
      - { name: slow, rate_limit: 2/minute, on_deny: Slower. }
  burn:
    rules: [{ name: never, action: deny, on_deny: No. }]
  "*":
    rules: [{ name: all, rate_limit: 5/hour }]
`

describe('a policy of Intercept', () => {
  const { policy, notes } = imported(shop)

  test.each([
    ['a tool with no rules', 'look', {}, 1, 1],
    ['a tool that is not named', 'steal', {}, 1, 0],
    ['a hidden one', 'close_shop', {}, 1, 0],
    ['an argument in its bounds', 'sell', { price: 90, currency: 'eur' }, 1, 1],
    ['one beyond them', 'sell', { price: 101, currency: 'eur' }, 1, 0],
    ['one left out', 'sell', { price: 1 }, 1, 0],
    ['a sum that is used up', 'sell', { price: 100, currency: 'eur' }, 4, 2],
    ['a rate', 'restock', {}, 4, 2],
    ['the rate of all tools', 'look', {}, 9, 5],
    ['a denial', 'burn', {}, 1, 0],
  ])('%s: %s', (_, tool, args, calls, pass) => {
    expect(passing(policy, tool, args, calls)).toBe(pass)
  })

  test('is told rule by rule, with what is lost', () => {
    const said = notes.map(({ at, kind, message }) => `${kind} ${at} ${message}`)
    expect(said).toEqual(
      expect.arrayContaining([
        'meant /tools/look Allowed without a rule of its own.',
        'meant /tools/sell/rules/0 Required: args.price lte and args.currency in.',
        'meant /tools/sell/rules/1 args.price adds up to at most 250 in any day.',
        'meant /tools/restock/rules/0 At most 2 calls in any minute.',
        'lost /tools/restock/rules/0 A limit has no message of its own: on_deny is left out.',
        'meant /tools/burn/rules/0 Every call is denied.',
        'lost /description A policy has no description.',
      ]),
    )
    expect(notes.find(({ at }) => at === '/tools/restock/rules/0')?.line).toBe(19)
  })
})

describe('what has no counterpart denies', () => {
  const rule = (yaml: string) => imported(`version: "1"\ntools:\n  t:\n    rules:\n      - ${yaml}\n`)

  test.each([
    ['a counter that nothing adds to', '{ conditions: [{ path: state.t.c, op: lte, value: 1 }] }'],
    [
      'a counter that has to be reached',
      '{ conditions: [{ path: state.t.c, op: gte, value: 1 }], state: { counter: c, window: day } }',
    ],
    ['a pattern that could hang', '{ conditions: [{ path: args.x, op: regex, value: "(a)\\\\1" }] }'],
    ['a map to compare with', '{ conditions: [{ path: args.x, op: eq, value: { a: 1 } }] }'],
    ['a text that reads as a number', '{ conditions: [{ path: args.x, op: neq, value: "5" }] }'],
  ])('%s', (_, yaml) => {
    const { policy, notes } = rule(yaml)
    expect(passing(policy, 't', { x: 'anything' })).toBe(0)
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'lost', at: '/tools/t/rules/0' }))
  })

  test.each([
    ['main', 'main', 0],
    ['main', 'other', 1],
    ['5', 5, 0],
    [5, 5, 0],
    [5, '5', 0],
    [5, 6, 1],
    [true, 'true', 0],
    ['true', true, 0],
  ])('must not be %j: %j', (value, actual, pass) => {
    const { policy } = rule(`{ conditions: [{ path: args.x, op: neq, value: ${JSON.stringify(value)} }] }`)
    expect(passing(policy, 't', { x: actual })).toBe(pass)
  })

  test('a call that counts as three', () => {
    const { policy } = rule(
      '{ conditions: [{ path: state.t.c, op: lt, value: 8 }], state: { counter: c, window: day, increment: 3 } }',
    )
    expect(passing(policy, 't', {}, 5)).toBe(2)
  })

  test('a rule for every tool, where the others would be allowed', () => {
    const { policy } = imported(
      'version: 1\ntools:\n  a: { rules: [] }\n  "*": { rules: [{ conditions: [{ path: args.x, op: exists, value: false }] }] }\n',
    )
    expect(passing(policy, 'a')).toBe(1)
    expect(passing(policy, 'a', { x: 1 })).toBe(0)
    expect(passing(policy, 'b')).toBe(0)
  })
})

test('names that mean something to JavaScript stay names', () => {
  const { policy } = imported(
    'version: "1"\ndefault: deny\ntools:\n  __proto__: {}\n  constructor: { rules: [{ action: deny }] }\n',
  )
  expect([...policy.tools.keys()]).toEqual(['__proto__', 'constructor'])
  expect(passing(policy, '__proto__')).toBe(1)
  expect(passing(policy, 'constructor')).toBe(0)
})

describe('a fault is shown with its place', () => {
  test.each([
    ['no YAML', 'version: "1"\ntools: [', 2],
    ['a key twice', 'version: "1"\ntools: {}\ntools: {}\n', 3],
    ['a list', '- 1\n', 1],
    ['another version', 'version: "2"\ntools: {}\n', 1],
    [
      'an unknown operator',
      'version: "1"\ntools:\n  t:\n    rules:\n      - conditions: [{ path: args.x, op: like, value: 1 }]\n',
      5,
    ],
    [
      'a path into nowhere',
      'version: "1"\ntools:\n  t:\n    rules:\n      - conditions:\n          - { path: env.x, op: eq, value: 1 }\n',
      6,
    ],
    ['a rate without a window', 'version: "1"\ntools:\n  t:\n    rules: [{ rate_limit: 5 }]\n', 4],
    [
      'a denial with a limit',
      'version: "1"\ntools:\n  t:\n    rules: [{ action: deny, rate_limit: 5/hour }]\n',
      4,
    ],
    ['a rule that says nothing', 'version: "1"\ntools:\n  t:\n    rules:\n      - name: empty\n', 5],
  ])('%s', (_, yaml, line) => {
    const result = importIntercept(yaml)
    expect(result).toMatchObject({ ok: false, problems: [expect.objectContaining({ line })] })
  })
})
