import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type LedgerClock, ledgerClock, openState, type State } from '../../../gateway/ledger/index.ts'
import type { Limit } from '../../../policy/index.ts'
import { killRounds } from '../state-process/kill-round.ts'
import { policyOf } from '../state-process/policy-of.ts'
import { call, ledgerContract, scopes, threeADay } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'placard-ledger-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
let path: string
let state: State
const more: State[] = []
beforeEach(async () => {
  path = join(folder, `${++count}.sqlite`)
  state = await openState(path)
})
afterEach(async () => {
  await state.close()
  for (const one of more.splice(0)) await one.close()
})
const reopen = async (clock?: LedgerClock) => {
  more.push(await openState(path, clock))
  return more.at(-1)!
}

ledgerContract(() => ({ state, reopen: () => reopen() }))

test('the state is for its owner only', () => {
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(statSync(`${path}-wal`).mode & 0o077).toBe(0)
})

describe('sliding windows', () => {
  const lengths = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 }
  const windows = ['minute', 'hour', 'day'] as const

  test.each(windows)('a call stops counting exactly a %s after it was made', async window => {
    let now = 1_800_000_000_000_000
    const { ledger } = await reopen({ now: () => now, raise: () => {} })
    const policy = policyOf({ ...threeADay, window, max: 1 })
    const decisionAt = async (time: number) => {
      now = time
      return (await call(ledger, policy)).decision.decision
    }
    const start = now
    expect(await decisionAt(start)).toBe('allow')
    expect(await decisionAt(start + lengths[window] - 1)).toBe('deny')
    expect(await decisionAt(start + lengths[window])).toBe('allow')
    expect(await decisionAt(start + lengths[window] + 1)).toBe('deny')
  })

  // Any clock, also one that jumps back; two connections in turn, so that what one knows has to be refreshed.
  test('agree with a list of all calls, whatever the clock does', { timeout: 60_000 }, async () => {
    const step = fc.record({
      wait: fc.oneof(
        fc.integer({ min: -90_000_000, max: 90_000_000 }),
        fc.constant(0),
        fc.constant(60_000_000),
      ),
      amount: fc.integer({ min: 0, max: 30 }),
      other: fc.boolean(),
      release: fc.option(fc.nat(10), { freq: 4 }),
    })
    let now = 1_800_000_000_000_000
    const clock = { now: () => now, raise: () => {} }
    const both = [(await reopen(clock)).ledger, (await reopen(clock)).ledger] as const
    const limits: [Limit, Limit] = [
      { counter: 'calls', window: 'minute', max: 4, scope: 'grant' },
      { counter: 'sum', window: 'hour', max: 100, scope: 'session', sum: 'args.amount' },
    ]
    const policy = policyOf(...limits)
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        const whose = { ...scopes, grant: `run ${++run}`, session: `run ${run}` }
        const made: {
          at: number
          amount: number
          reservation: Parameters<(typeof both)[0]['release']>[0]
        }[] = []
        for (const { wait, amount, other, release } of steps) {
          now += wait
          // Time goes on from the newest call that stands.
          const time = Math.max(now, ...made.map(({ at }) => at))
          const used = (length: number, of: (one: { amount: number }) => number) =>
            made.filter(({ at }) => at > time - length).reduce((sum, one) => sum + of(one), 0)
          const expected =
            used(lengths.minute, () => 1) + 1 <= 4 && used(lengths.hour, one => one.amount) + amount <= 100
          const ledger = both[other ? 1 : 0]
          const { decision, reservation } = await call(ledger, policy, { amount }, whose)
          expect(decision.decision).toBe(expected ? 'allow' : 'deny')
          if (reservation !== null) {
            made.push({ at: reservation.entries[0]!.at, amount, reservation })
          }
          const [taken] = release === null ? [] : made.splice(release, 1)
          if (taken !== undefined) await ledger.release(taken.reservation)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('stay as long when the clock is set back, also across a restart', async () => {
    let wall = 1_800_000_000_000
    let ticks = 0
    const open = () =>
      reopen(
        ledgerClock(
          () => wall,
          () => ticks,
        ),
      )
    const policy = policyOf({ ...threeADay, window: 'minute', max: 1 })
    const decision = async (from: State) => (await call(from.ledger, policy)).decision.decision
    const first = await open()
    expect(await decision(first)).toBe('allow')
    wall -= 86_400_000
    expect(await decision(first)).toBe('deny')
    ticks += 59_000
    expect(await decision(first)).toBe('deny')
    ticks += 1_000
    expect(await decision(first)).toBe('allow')
    const second = await open()
    expect(await decision(second)).toBe('deny')
    ticks += 61_000
    expect(await decision(second)).toBe('allow')
  })
})

test('what no window reaches is forgotten, also of callers that never come back', async () => {
  let now = 1_800_000_000_000_000
  const { ledger } = await reopen({ now: () => now++, raise: () => {} })
  const policy = policyOf({ ...threeADay, max: 1e9 })
  for (let index = 0; index < 400; index++)
    await call(ledger, policy, {}, { ...scopes, grant: `grant ${index % 40}` })
  now += 86_400_000_000
  // One counter is looked at with every 32 calls.
  for (let index = 0; index < 32 * 45; index++) await call(ledger, policy)
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(path, { readonly: true })
  const left = database.prepare('select count(*) from entries').pluck().get()
  database.close()
  expect(left).toBe(32 * 45)
})

describe('a state that fails', () => {
  test('lets nothing through while another holds it', async () => {
    const { default: Database } = await import('better-sqlite3')
    const holder = new Database(path)
    holder.exec('begin exclusive')
    const policy = policyOf(threeADay)
    const { decision, reservation } = await call(state.ledger, policy)
    expect(decision).toMatchObject({ decision: 'deny', rule: '', reserve: [] })
    expect(reservation).toBeNull()
    holder.exec('rollback')
    holder.close()
    expect((await call(state.ledger, policy)).decision.decision).toBe('allow')
  }, 20_000)

  test('lets nothing through once it is closed', async () => {
    const other = await openState(join(folder, 'closed.sqlite'))
    await other.close()
    expect((await call(other.ledger, policyOf(threeADay))).decision.decision).toBe('deny')
  })

  test('is refused where the file is no database', async () => {
    const file = join(folder, 'text.sqlite')
    writeFileSync(file, 'This is a text and not a database, and it is long enough to tell.'.repeat(20))
    await expect(openState(file)).rejects.toThrow()
  })
})

test('killed at random, processes that share a state forget nothing', { timeout: 120_000 }, async () => {
  const left = await killRounds(null, 10, 2, 100_000)
  expect(left).toMatchObject({ kills: 20, unrecorded: 0, problems: [] })
  expect(left.forwarded).toBeGreaterThan(0)
  expect(left.counted).toBeGreaterThanOrEqual(left.forwarded)
  expect(left.counted).toBeLessThanOrEqual(left.forwarded + left.kills)
})
