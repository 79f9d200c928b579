import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ledger, Reservation, Scopes, State } from '../../../gateway/ledger/index.ts'
import { decide, type Limit, type Policy } from '../../../policy/index.ts'
import { policyOf } from '../state-process/policy-of.ts'

export type Opened = { state: State; reopen: () => Promise<State> }

export const scopes: Scopes = { grant: 'grant', session: 'session', server: 'server' }
export const threeADay: Limit = { counter: 'calls', window: 'day', max: 3, scope: 'grant' }

export const call = (ledger: Ledger, policy: Policy, arguments_: unknown = {}, whose = scopes) =>
  ledger.judge(whose, counters => decide(policy, { tool: 'send', arguments: arguments_ }, counters))

/** What every store has to hold, whatever it is made of. `opened` is asked in every test anew. */
export function ledgerContract(opened: () => Opened): void {
  let unique = 0
  const own = (): Scopes => {
    const name = `own ${++unique} ${Math.random()}`
    return { grant: name, session: name, server: name }
  }

  describe('a limit', () => {
    test('lets as many through as it says, and counts on after a restart', async () => {
      const whose = own()
      const policy = policyOf(threeADay)
      const first = await call(opened().state.ledger, policy, {}, whose)
      expect(first.decision.decision).toBe('allow')
      expect(first.reservation?.entries).toHaveLength(1)
      const { ledger } = await opened().reopen()
      for (const expected of ['allow', 'allow', 'deny', 'deny'])
        expect((await call(ledger, policy, {}, whose)).decision.decision).toBe(expected)
      const denied = await call(ledger, policy, {}, whose)
      expect(denied.reservation).toBeNull()
      expect(denied.decision.rule).toBe('/tools/send/limits/0')
    })

    test('is kept for every grant, session and server apart', async () => {
      const { ledger } = opened().state
      const [one, other] = [own(), own()]
      for (const scope of ['grant', 'session', 'server'] as const) {
        const policy = policyOf({ ...threeADay, counter: scope, scope, max: 1 })
        const across = { ...other, [scope]: one[scope] }
        expect((await call(ledger, policy, {}, one)).decision.decision).toBe('allow')
        expect((await call(ledger, policy, {}, across)).decision.decision).toBe('deny')
        expect((await call(ledger, policy, {}, other)).decision.decision).toBe('allow')
      }
    })

    test('adds amounts up', async () => {
      const { ledger } = opened().state
      const whose = own()
      const policy = policyOf({ ...threeADay, max: 100, sum: 'args.amount' })
      for (const [amount, expected] of [
        [60, 'allow'],
        [40.5, 'deny'],
        [40, 'allow'],
        [0, 'allow'],
        [0.01, 'deny'],
        [-5, 'deny'],
        ['1', 'deny'],
      ])
        expect((await call(ledger, policy, { amount }, whose)).decision.decision).toBe(expected)
    })

    test('takes nothing from one counter where another is used up', async () => {
      const { ledger } = opened().state
      const whose = own()
      const wide = { ...threeADay, counter: 'wide', max: 5 }
      const narrow = { ...threeADay, counter: 'narrow', max: 1 }
      expect((await call(ledger, policyOf(wide, narrow), {}, whose)).decision.decision).toBe('allow')
      for (let again = 0; again < 5; again++)
        expect((await call(ledger, policyOf(wide, narrow), {}, whose)).decision.decision).toBe('deny')
      for (const expected of ['allow', 'allow', 'allow', 'allow', 'deny'])
        expect((await call(ledger, policyOf(wide), {}, whose)).decision.decision).toBe(expected)
    })

    test('lets no more through than it says when calls race', async () => {
      const { ledger } = opened().state
      const whose = own()
      const policy = policyOf({ ...threeADay, max: 20 })
      const racing = Array.from({ length: 50 }, async () => call(ledger, policy, {}, whose))
      const decisions = (await Promise.all(racing)).map(({ decision }) => decision.decision)
      expect(decisions.filter(one => one === 'allow')).toHaveLength(20)
    })
  })

  describe('a reservation', () => {
    test('that is released can be made again, and releasing it twice changes nothing', async () => {
      const { ledger } = opened().state
      const whose = own()
      const policy = policyOf(threeADay)
      const made: Reservation[] = []
      for (let index = 0; index < 3; index++) made.push((await call(ledger, policy, {}, whose)).reservation!)
      await ledger.release(made[1]!)
      await ledger.release(made[1]!)
      expect((await call(ledger, policy, {}, whose)).decision.decision).toBe('allow')
      expect((await call(ledger, policy, {}, whose)).decision.decision).toBe('deny')
    })

    test('that another process made is released as well', async () => {
      const whose = own()
      const policy = policyOf({ ...threeADay, max: 1 })
      const { reservation } = await call(opened().state.ledger, policy, {}, whose)
      const { ledger } = await opened().reopen()
      await ledger.release(JSON.parse(JSON.stringify(reservation)))
      expect((await call(ledger, policy, {}, whose)).decision.decision).toBe('allow')
      expect((await call(ledger, policy, {}, whose)).decision.decision).toBe('deny')
    })

    test('is made for an allowed call only, and not for one that waits for a yes', async () => {
      const { ledger } = opened().state
      const whose = own()
      const policy = policyOf({ ...threeADay, max: 1 })
      policy.tools.get('send')!.approval = {}
      const ask = (approved: boolean) =>
        ledger.judge(whose, counters => decide(policy, { tool: 'send', approved }, counters))
      expect(await ask(false)).toMatchObject({ decision: { decision: 'ask' }, reservation: null })
      expect(await ask(false)).toMatchObject({ decision: { decision: 'ask' }, reservation: null })
      expect(await ask(true)).toMatchObject({ decision: { decision: 'allow' } })
      expect(await ask(true)).toMatchObject({ decision: { decision: 'deny' } })
    })
  })

  test('amounts and releases in any order leave what a list of them would', { timeout: 60_000 }, async () => {
    const { ledger } = opened().state
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ amount: fc.integer({ min: 0, max: 60 }) }) },
      { weight: 1, arbitrary: fc.record({ release: fc.nat(20) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const whose = own()
        const policy = policyOf({ ...threeADay, max: 200, sum: 'args.amount' })
        const standing: { amount: number; reservation: Reservation }[] = []
        for (const one of steps) {
          if ('release' in one) {
            const [taken] = standing.splice(one.release, 1)
            if (taken !== undefined) await ledger.release(taken.reservation)
            continue
          }
          const used = standing.reduce((sum, { amount }) => sum + amount, 0)
          const { decision, reservation } = await call(ledger, policy, one, whose)
          expect(decision.decision).toBe(used + one.amount <= 200 ? 'allow' : 'deny')
          if (reservation !== null) standing.push({ amount: one.amount, reservation })
        }
      }),
      { numRuns: 30 },
    )
  })
}
