import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, test } from 'vitest'
import { ledgerClock, openState, type Scopes, type State } from '../../../gateway/ledger/index.ts'
import { decide, type Limit, parseJson } from '../../../policy/index.ts'
import { call } from '../ledger/contract.ts'
import { ownFolder, stateOpener } from '../open-state.ts'
import { runChild } from '../state-process/kill-round.ts'
import { policyOf } from '../state-process/policy-of.ts'

// Ways to make more calls than a limit allows. None of them works.
const folder = ownFolder()
const open = stateOpener()
let count = 0
let place: string
let state: State
beforeEach(async () => {
  place = join(folder, `${++count}.sqlite`)
  state = await open(place)
})
const whose: Scopes = { grant: 'g', session: 's', server: 'x' }
const limit: Limit = { counter: 'c', window: 'day', max: 5, scope: 'grant' }
const allowedOf = async (calls: number, from = state, scopes = whose, policy = policyOf(limit)) => {
  let allowed = 0
  for (let index = 0; index < calls; index++)
    if ((await call(from.ledger, policy, {}, scopes)).decision.decision === 'allow') allowed++
  return allowed
}

describe('racing', () => {
  test('from fifty connections to one file', { timeout: 60_000 }, async () => {
    const opened = await Promise.all(Array.from({ length: 50 }, () => open(place)))
    const counts = await Promise.all(opened.map(one => allowedOf(2, one)))
    expect(counts.reduce((sum, one) => sum + one)).toBe(5)
  })
  test('from four processes', { timeout: 60_000 }, async () => {
    const files = { state: place, audit: join(folder, 'audit'), upstream: join(folder, 'upstream') }
    writeFileSync(files.upstream, '')
    await Promise.all([1, 2, 3, 4].map(one => runChild(files, String(one), 200, Number.POSITIVE_INFINITY)))
    expect(readFileSync(files.upstream, 'utf8').trimEnd().split('\n')).toHaveLength(200)
  })
  test('with releases in between, which make room once each', async () => {
    const policy = policyOf(limit)
    const { reservation } = await call(state.ledger, policy, {}, whose)
    await Promise.all(Array.from({ length: 20 }, async () => state.ledger.release(reservation!)))
    expect(await allowedOf(20)).toBe(5)
  })
})

describe('the clock', () => {
  const day = 86_400_000
  let wall = 0
  beforeEach(async () => {
    wall = Date.parse('2027-01-01T23:59:59.999Z')
    state = await open(place, clock())
  })
  // As a process has it that starts now; the monotonic one stands still, so that it cannot help.
  const clock = () =>
    ledgerClock(
      () => wall,
      () => 0,
    )
  test.each([
    ['set back by a second', -1_000],
    ['set back by a year', -365 * day],
    ['set back to the beginning of time', -1_798_000_000_000],
    ['at a boundary of the calendar', 2],
  ])('%s doubles nothing, before a restart or after', async (_what, change) => {
    expect(await allowedOf(9)).toBe(5)
    wall += change
    expect(await allowedOf(9)).toBe(0)
    expect(await allowedOf(9, await open(place, clock()))).toBe(0)
  })
  test('set forward and back frees nothing twice', async () => {
    expect(await allowedOf(9)).toBe(5)
    wall += day + 1
    expect(await allowedOf(9)).toBe(5)
    wall -= day
    expect(await allowedOf(9)).toBe(0)
  })
})

describe('names', () => {
  test('of counters that look like other counters stay apart from them', async () => {
    const evil = { ...limit, counter: 'c"]', scope: 'session' as const }
    expect(await allowedOf(9)).toBe(5)
    expect(await allowedOf(9, state, whose, policyOf(evil))).toBe(5)
    expect(await allowedOf(9)).toBe(0)
  })
  test('of sessions that are names of grants do not share their counters', async () => {
    const same = { grant: 'same', session: 'same', server: 'same' }
    expect(await allowedOf(9, state, same)).toBe(5)
    expect(await allowedOf(9, state, same, policyOf({ ...limit, scope: 'session' }))).toBe(5)
    expect(await allowedOf(9, state, same)).toBe(0)
  })
  test.each(['g\0', 'g\0["grant","day","calls","c"]', '', '__proto__', 'g ', 'G', "g' or 1=1 --"])(
    'of a caller, %j, give the one it resembles nothing',
    async grant => {
      expect(await allowedOf(9)).toBe(5)
      expect(await allowedOf(9, state, { ...whose, grant })).toBe(5)
      expect(await allowedOf(9)).toBe(0)
      expect(await allowedOf(9, await open(place), { ...whose, grant })).toBe(0)
    },
  )
})

describe('amounts', () => {
  const policy = policyOf({ ...limit, max: 100, sum: 'args.amount' })
  test.each([
    '"1"',
    '-1',
    '-0.0001',
    '1e309',
    'null',
    '[1]',
    '{"a":1}',
    'true',
    '""',
    '[]',
    '9007199254740993',
  ])('%s counts as none, and none is let through', async amount => {
    const parsed = parseJson(`{"amount":${amount}}`)
    const arguments_ = parsed.ok ? parsed.value : { amount: Number.POSITIVE_INFINITY }
    expect((await call(state.ledger, policy, arguments_, whose)).decision.decision).toBe('deny')
  })
  test('that are missing are not let through', async () => {
    expect((await call(state.ledger, policy, {}, whose)).decision.decision).toBe('deny')
  })
  test('in small pieces add up', async () => {
    let allowed = 0
    for (let index = 0; index < 30; index++)
      if ((await call(state.ledger, policy, { amount: 7.3 }, whose)).decision.decision === 'allow') allowed++
    expect(allowed).toBe(13)
  })
})

describe('what fails', () => {
  test('a made-up reservation that is given back makes no room', async () => {
    expect(await allowedOf(9)).toBe(5)
    await state.ledger.release({ entries: [{ key: 'x', at: 1, amount: 5 }] })
    expect(await allowedOf(9)).toBe(0)
  })
  test('a limit of nothing lets nothing through', async () => {
    expect(await allowedOf(5, state, whose, policyOf({ ...limit, max: 0 }))).toBe(0)
  })
  test('a decision that throws is a denial, and the next call is judged as ever', async () => {
    const { decision } = await state.ledger.judge(whose, counters => {
      counters.used({ id: 'c', counter: 'c', window: 'day', scope: 'grant', unit: 'calls' })
      throw new Error('on purpose')
    })
    expect(decision).toMatchObject({ decision: 'deny', reserve: [] })
    expect(await allowedOf(9)).toBe(5)
  })
  test('a torn log of SQLite forgets no more than what was torn', async () => {
    expect(await allowedOf(5)).toBe(5)
    const copy = join(folder, `copy-${count}.sqlite`)
    for (const end of ['', '-wal']) writeFileSync(copy + end, readFileSync(place + end))
    truncateSync(`${copy}-wal`, readFileSync(`${copy}-wal`).length - 10)
    appendFileSync(`${copy}-wal`, Buffer.alloc(100))
    expect(await allowedOf(9, await open(copy))).toBe(1)
  })
  test('a disk that takes no more lets nothing more through, and forgets nothing', {
    timeout: 30_000,
  }, async () => {
    const child = fileURLToPath(new URL('../ledger/full-disk-child.ts', import.meta.url))
    const own = join(folder, 'full.sqlite')
    await (await openState(own)).close()
    const words = ['-c', 'ulimit -f 200; exec "$0" "$@"', process.execPath, child, own]
    const { allowed, denied } = JSON.parse(execFileSync('bash', words, { encoding: 'utf8' }))
    expect(denied).toBe(20)
    expect(allowed).toBeGreaterThan(10)
    let used = 0
    const policy = policyOf({ ...limit, max: 1e9 })
    await (await open(own)).ledger.judge(whose, counters =>
      decide(policy, { tool: 'send' }, { used: counter => (used = counters.used(counter)) }),
    )
    expect(used).toBe(allowed)
  })
})
