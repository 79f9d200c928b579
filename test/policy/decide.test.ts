import { describe, expect, test } from 'vitest'
import {
  type Call,
  type Counters,
  decide,
  type Policy,
  parsePolicy,
  readCall,
  slidingCounters,
} from '../../policy/index.ts'

const unused: Counters = { used: () => 0 }

function policyOf(policy: object): Policy {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', ...policy }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.policy
}

const ruled = (rules: object) => policyOf({ tools: { t: rules } })
const call = (args: unknown, more: Partial<Call> = {}): Call => ({ tool: 't', arguments: args, ...more })
const says = (policy: Policy, made: Call, counters = unused) => {
  const { decision, rule } = decide(policy, made, counters)
  return `${decision} ${rule}`
}

describe('which rule decides', () => {
  const hash = `sha256:${'1'.repeat(64)}`
  test.each([
    ['a tool that is not listed', {}, {}, 'deny /default'],
    ['one that may be called all the same', { default: 'allow' }, {}, 'allow /default'],
    ['an empty rule', { tools: { t: {} } }, {}, 'allow /tools/t'],
    ['a hidden tool, though it has rules', { hide: ['x', 't'], tools: { t: {} } }, {}, 'deny /hide/1'],
    ['all tools hidden', { default: 'allow', hide: ['*'] }, {}, 'deny /hide/0'],
    ['another server', { server: 'npm:a', tools: { t: {} } }, { server: 'npm:b' }, 'deny /server'],
    ['a server that nobody named', { server: 'npm:a', tools: { t: {} } }, {}, 'deny /server'],
    ['the right server', { server: 'npm:a', tools: { t: {} } }, { server: 'npm:a' }, 'allow /tools/t'],
    [
      'another definition',
      { tools: { t: { pin: hash } } },
      { definitionHash: 'sha256:2' },
      'deny /tools/t/pin',
    ],
    ['a definition that nobody knows', { tools: { t: { pin: hash } } }, {}, 'deny /tools/t/pin'],
    ['the pinned definition', { tools: { t: { pin: hash } } }, { definitionHash: hash }, 'allow /tools/t'],
    [
      'a rule without conditions',
      { tools: { t: { deny_if: [{ conditions: [] }] } } },
      {},
      'deny /tools/t/deny_if/0',
    ],
    ['an approval', { tools: { t: { approval: {} } } }, {}, 'ask /tools/t/approval'],
    ['an approval that was given', { tools: { t: { approval: {} } } }, { approved: true }, 'allow /tools/t'],
    [
      'a denial, whoever agreed',
      { tools: { t: { approval: {}, deny_if: [{ conditions: [] }] } } },
      { approved: true },
      'deny /tools/t/deny_if/0',
    ],
  ])('%s', (_name, policy, more, expected) => {
    expect(says(policyOf(policy), call({}, more))).toBe(expected)
  })

  test('a name with a slash and a tilde is escaped in the pointer', () => {
    expect(says(policyOf({ tools: { 'a/b~': {} } }), { tool: 'a/b~' })).toBe('allow /tools/a~1b~0')
  })

  test('what the policy says to the agent is what it was told to say', () => {
    const policy = ruled({ deny_if: [{ conditions: [], on_deny: 'Ask Ada instead.' }] })
    expect(decide(policy, call({}), unused).message).toBe('Ask Ada instead.')
  })
})

describe('what is no call is denied', () => {
  const open = policyOf({ default: 'allow', tools: { t: {} } })
  test.each([[null], [[]], ['{}'], [1], [true]])('arguments %j', args => {
    expect(says(open, call(args))).toBe('deny ')
  })
  test('a tool without a name', () => {
    expect(says(open, { tool: undefined as never })).toBe('deny ')
  })
  test('no arguments are an empty object', () => {
    expect(says(open, { tool: 't' })).toBe('allow /tools/t')
  })
  test.each([
    ['{"name":"t","arguments":{"a":1,"a":2}}', 'twice'],
    ['{"name":"t","name":"u"}', 'twice'],
    ['{"name":"t","arguments":{"id":12345678901234567890}}', '2^53'],
    ['{"name":"t","extra":1}', 'protocol'],
    ['{"name":"t","arguments":[]}', 'object'],
    ['{"name":"t","arguments":null}', 'object'],
    ['{"arguments":{}}', 'names no tool'],
    ['{"name":7}', 'names no tool'],
    ['[]', 'object'],
    ['', 'missing'],
  ])('%s', (text, message) => {
    expect(readCall(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) })
  })
  test('a call with what the protocol allows', () => {
    expect(readCall('{"name":"t","arguments":{"a":1},"_meta":{}}')).toMatchObject({
      ok: true,
      call: { tool: 't' },
    })
  })
})

describe('an operator', () => {
  // [operator, value, argument, whether require lets it pass, whether deny_if stops it]
  test.each([
    ['eq', 1, 1, true, true],
    ['eq', 1, '1', false, false],
    ['eq', 'a', 'A', false, false],
    ['eq', 1, [1], false, true],
    ['neq', false, true, true, true],
    ['neq', false, 'false', true, true],
    ['neq', false, false, false, false],
    ['lt', 5, 4.99, true, true],
    ['lt', 5, 5, false, false],
    ['lt', 5, '4', false, true],
    ['lte', 5, 5, true, true],
    ['gt', 5, 6, true, true],
    ['gt', 5, 2 ** 60, false, true],
    ['gt', 5, Number.NaN, false, true],
    ['gte', 5, 5, true, true],
    ['in', ['a', 'b'], 'b', true, true],
    ['in', ['a', 'b'], 'c', false, false],
    ['in', ['1'], 1, false, false],
    ['in', ['a'], { a: 1 }, false, true],
    ['not_in', ['a'], 'b', true, true],
    ['not_in', ['a'], 'a', false, false],
    ['exists', true, 0, true, true],
    ['exists', true, null, false, false],
    ['exists', false, null, true, true],
    ['regex', '^a+$', 'aaa', true, true],
    ['regex', 'b', 'abc', true, true],
    ['regex', '^b', 'abc', false, false],
    ['regex', 'b', 5, false, true],
    ['regex', 'b', 'b'.repeat(100_001), false, true],
    ['contains', 'b', 'abc', true, true],
    ['contains', 'b', ['a', 'b'], true, true],
    ['contains', 'b', ['ab'], false, false],
    ['contains', 1, '1', false, true],
    ['under', ['/w'], '/w/a', true, true],
    ['host_in', ['a.example'], 'https://a.example/x', true, true],
    ['sql_reads_only', 'sqlite', 'SELECT 1', false, true],
  ])('%s %j of %j', (op, value, argument, passes, stops) => {
    const conditions = [{ path: 'args.x', op, value }]
    const required = decide(ruled({ require: [{ conditions }] }), call({ x: argument }), unused)
    const refused = decide(ruled({ deny_if: [{ conditions }] }), call({ x: argument }), unused)
    expect([required.decision === 'allow', refused.decision === 'deny']).toEqual([passes, stops])
  })

  test('a regular expression that would hang another engine is answered', () => {
    const conditions = [{ path: 'args.x', op: 'regex', value: '^(a+)+$' }]
    expect(says(ruled({ require: [{ conditions }] }), call({ x: `${'a'.repeat(50_000)}!` }))).toBe(
      'deny /tools/t/require/0',
    )
  })
})

describe('a path', () => {
  // [path, arguments, whether require eq 1 passes, whether deny_if eq 1 stops, whether an approval with it asks]
  test.each([
    ['args.a', { a: 1 }, true, true, true],
    ['args.a', { a: 2 }, false, false, false],
    ['args.a', {}, false, false, true],
    ['args.a', { a: null }, false, false, true],
    ['args.a.b', { a: { b: 1 } }, true, true, true],
    ['args.a.b', { a: '{"b":1}' }, false, true, true],
    ['args.a.b', { a: [{ b: 1 }] }, false, true, true],
    ['args.a[0]', { a: [1, 2] }, true, true, true],
    ['args.a[1]', { a: [1] }, false, false, true],
    ['args.a[0]', { a: { 0: 1 } }, false, true, true],
    ['args.a[*]', { a: [1, 1] }, true, true, true],
    ['args.a[*]', { a: [1, 2] }, false, true, true],
    ['args.a[*]', { a: [2] }, false, false, false],
    ['args.a[*]', { a: [] }, true, false, false],
    ['args.a[*]', { a: 1 }, false, true, true],
    ['args.a[*].b', { a: [{ b: 1 }, {}] }, false, true, true],
    ['args.a[*].b', { a: [{ b: 2 }, 'x'] }, false, true, true],
    ['args["odd key"]', { 'odd key': 1 }, true, true, true],
    ['args["a\\"\\u0062"]', { 'a"b': 1 }, true, true, true],
    ['args.constructor', {}, false, false, true],
    ['args.toString', {}, false, false, true],
    ['args.__proto__', JSON.parse('{"__proto__":1}'), true, true, true],
    ['args.length', { length: 1 }, true, true, true],
  ])('%s of %j', (path, args, passes, stops, asks) => {
    const conditions = [{ path, op: 'eq', value: 1 }]
    const required = decide(ruled({ require: [{ conditions }] }), call(args), unused)
    const refused = decide(ruled({ deny_if: [{ conditions }] }), call(args), unused)
    const asked = decide(ruled({ approval: { when: conditions } }), call(args), unused)
    expect([required.decision === 'allow', refused.decision === 'deny', asked.decision === 'ask']).toEqual([
      passes,
      stops,
      asks,
    ])
  })

  test('two conditions of one rule have to hold together', () => {
    const policy = ruled({
      deny_if: [
        {
          conditions: [
            { path: 'args.a', op: 'eq', value: 1 },
            { path: 'args.b', op: 'lt', value: 5 },
          ],
        },
      ],
    })
    expect(says(policy, call({ a: 1, b: 4 }))).toBe('deny /tools/t/deny_if/0')
    expect(says(policy, call({ a: 1, b: 'x' }))).toBe('deny /tools/t/deny_if/0')
    expect(says(policy, call({ a: 2, b: 'x' }))).toBe('allow /tools/t')
    expect(says(policy, call({ a: 1 }))).toBe('allow /tools/t')
  })
})

describe('a limit', () => {
  const rate = { counter: 'c', window: 'minute', max: 3, scope: 'grant' }
  const sum = { counter: 'c', window: 'day', max: 100, scope: 'grant', sum: 'args.amount' }

  test('lets as many through as it says, in any window of its length', () => {
    const counters = slidingCounters()
    const policy = ruled({ limits: [rate] })
    const at = (now: number) => {
      const made = decide(policy, call({}), counters.at(now))
      if (made.decision === 'allow') counters.reserve(made.reserve, now)
      return made.decision
    }
    // The boundary of a minute of the clock lies between, and changes nothing.
    expect([50_000, 55_000, 59_000, 61_000, 109_999].map(at)).toEqual([
      'allow',
      'allow',
      'allow',
      'deny',
      'deny',
    ])
    expect([110_000, 110_001, 115_000].map(at)).toEqual(['allow', 'deny', 'allow'])
  })

  test('gets back what never reached the server', () => {
    const counters = slidingCounters()
    const { reserve } = decide(ruled({ limits: [rate] }), call({}), counters.at(0))
    for (const now of [1, 2, 3]) counters.reserve(reserve, now)
    expect(says(ruled({ limits: [rate] }), call({}), counters.at(4))).toBe('deny /tools/t/limits/0')
    counters.release(reserve, 2)
    expect(says(ruled({ limits: [rate] }), call({}), counters.at(4))).toBe('allow /tools/t')
  })

  test.each([
    [40, 60, 'allow'],
    [40, 60.01, 'deny'],
    [40, 0, 'allow'],
    [40, -1, 'deny'],
    [40, '1', 'deny'],
    [40, null, 'deny'],
    [40, undefined, 'deny'],
    [Number.NaN, 1, 'deny'],
  ])('that adds up: %d used, %j more', (used, amount, expected) => {
    const { decision } = decide(ruled({ limits: [sum] }), call({ amount }), { used: () => used })
    expect(decision).toBe(expected)
  })

  test('adds up every element of a list, and refuses a negative one among them', () => {
    const policy = ruled({ limits: [{ ...sum, sum: 'args.items[*].amount' }] })
    const made = decide(policy, call({ items: [{ amount: 30 }, { amount: 70 }] }), unused)
    expect(made.reserve).toMatchObject([{ amount: 100, counter: { unit: 'sum', window: 'day' } }])
    expect(decide(policy, call({ items: [{ amount: 101 }, { amount: -50 }] }), unused).decision).toBe('deny')
    expect(decide(policy, call({ items: [] }), unused).decision).toBe('deny')
  })

  test('of all tools counts each of them, and a counter that stands twice counts a call once', () => {
    const policy = policyOf({
      all_tools: { limits: [{ ...rate, max: 5 }] },
      tools: { t: { limits: [rate, { ...rate, max: 2 }] }, u: {} },
    })
    const made = decide(policy, call({}), { used: () => 1 })
    expect(made.reserve).toHaveLength(1)
    expect(made.reserve[0]).toMatchObject({ amount: 1 })
    expect(says(policy, call({}), { used: () => 2 })).toBe('deny /tools/t/limits/1')
    expect(says(policy, { tool: 'u' }, { used: () => 4 })).toBe('allow /tools/u')
    expect(says(policy, { tool: 'u' }, { used: () => 5 })).toBe('deny /all_tools/limits/0')
  })

  test('counts apart by scope, window and what it counts', () => {
    const policy = ruled({ limits: [rate, { ...rate, scope: 'session' }, { ...rate, window: 'hour' }, sum] })
    const { reserve } = decide(policy, call({ amount: 1 }), unused)
    expect(new Set(reserve.map(each => each.counter.id)).size).toBe(4)
  })

  test('is reserved by a question, and used up by nothing that is denied', () => {
    const asked = decide(ruled({ limits: [rate], approval: { who: 'Ada' } }), call({}), unused)
    expect(asked).toMatchObject({
      decision: 'ask',
      approval: { who: 'Ada', wait_seconds: 300 },
      reserve: [{ amount: 1 }],
    })
    expect(decide(ruled({ limits: [{ ...rate, max: 0 }] }), call({}), unused).reserve).toEqual([])
  })
})
