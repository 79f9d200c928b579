import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApprovals } from '../../../gateway/approvals/index.ts'
import { openGrants } from '../../../gateway/grants/index.ts'
import { openState, type State } from '../../../gateway/ledger/index.ts'
import { type Postgres, postgresPrograms, startPostgres } from '../postgres.ts'
import { killRounds } from '../state-process/kill-round.ts'
import { policyOf } from '../state-process/policy-of.ts'
import { call, ledgerContract, scopes, threeADay } from './contract.ts'

// Skipped where PostgreSQL is not installed: "apt-get install postgresql" brings it.
describe.skipIf(postgresPrograms === null)('in PostgreSQL', () => {
  let postgres: Postgres
  let state: State
  const more: State[] = []
  beforeAll(async () => {
    postgres = await startPostgres()
    state = await openState(postgres.address)
  }, 60_000)
  afterAll(async () => {
    await state.close()
    for (const one of more) await one.close()
    await postgres.stop()
  })
  const reopen = async () => {
    more.push(await openState(postgres.address))
    return more.at(-1)!
  }

  ledgerContract(() => ({ state, reopen }))

  test('gateways that start together make the tables once', async () => {
    const client = new pg.Client({ connectionString: postgres.address })
    await client.connect()
    await client.query('create database fresh')
    await client.end()
    const address = postgres.address.replace(/postgres$/, 'fresh')
    const opened = await Promise.all(Array.from({ length: 8 }, () => openState(address)))
    const policy = policyOf({ ...threeADay, max: 5 })
    const decisions = await Promise.all(opened.map(({ ledger }) => call(ledger, policy)))
    expect(decisions.filter(({ decision }) => decision.decision === 'allow')).toHaveLength(5)
    await Promise.all(opened.map(one => one.close()))
  })

  test('a yes is used once, from whichever gateway', async () => {
    const [here, there] = [openApprovals(state.approvals), openApprovals((await reopen()).approvals)]
    const subject = { caller: 'g', server: 's', tool: 't', policyVersion: 'v', arguments: { to: 'ada' } }
    const terms = { who: 'user', waitMilliseconds: 60_000 }
    const { id } = (await here.ask(subject, terms))!
    expect(await there.ask(subject, terms)).toMatchObject({ id, state: 'pending' })
    expect(await there.pending()).toMatchObject([{ id, tool: 't' }])
    const waiting = here.answered(id)
    expect(await there.decide(id, 'approve', 'there')).toBe(true)
    expect(await waiting).toBe('approved')
    const racing = Array.from({ length: 50 }, (_, index) => (index % 2 ? here : there).take(subject))
    expect((await Promise.all(racing)).filter(Boolean)).toHaveLength(1)
    expect(await here.get(id)).toMatchObject({ state: 'used', shown: '', decidedBy: 'there' })
  })

  test('a grant is known to every gateway, until it is revoked at one', async () => {
    const [here, there] = [openGrants(state.grants), openGrants((await reopen()).grants)]
    const { grant, token } = await here.add({ name: 'bot', policy: '/p.json', servers: ['a'] })
    expect(await there.verify(token)).toEqual(grant)
    await expect(there.add({ name: 'bot', policy: '/p.json', servers: [] })).rejects.toThrow('already')
    const rotated = await there.rotate('bot', 60_000)
    expect(await here.verify(token)).not.toBeNull()
    await there.revoke('bot')
    expect([await here.verify(token), await here.verify(rotated.token)]).toEqual([null, null])
  })

  test('several counters in any order never wait for each other for ever', async () => {
    const [a, b] = [
      { ...threeADay, counter: 'a', max: 40 },
      { ...threeADay, counter: 'b', max: 40 },
    ]
    const { ledger } = await reopen()
    const racing = Array.from({ length: 100 }, (_, index) =>
      call(index % 2 ? ledger : state.ledger, index % 3 ? policyOf(a, b) : policyOf(b, a)),
    )
    const allowed = (await Promise.all(racing)).filter(({ decision }) => decision.decision === 'allow')
    expect(allowed).toHaveLength(40)
  })

  test('an entry of the future, of a clock that was set back, still counts', async () => {
    const whose = { ...scopes, grant: 'from the future' }
    const policy = policyOf({ ...threeADay, window: 'minute', max: 2 })
    const { reservation } = await call(state.ledger, policy, {}, whose)
    const { key, at } = reservation!.entries[0]!
    const client = new pg.Client({ connectionString: postgres.address })
    await client.connect()
    await client.query('update entries set at = $2 where key = $1', [key, at + 3_600_000_000])
    await client.end()
    expect((await call(state.ledger, policy, {}, whose)).decision.decision).toBe('allow')
    expect((await call(state.ledger, policy, {}, whose)).decision.decision).toBe('deny')
  })

  test('killed at random, processes that share it forget nothing', { timeout: 120_000 }, async () => {
    const left = await killRounds(postgres.address, 5, 2, 100_000)
    expect(left).toMatchObject({ kills: 10, unrecorded: 0, problems: [] })
    expect(left.forwarded).toBeGreaterThan(0)
    expect(left.counted).toBeGreaterThanOrEqual(left.forwarded)
    expect(left.counted).toBeLessThanOrEqual(left.forwarded + left.kills)
  })

  test('a database that goes away lets nothing through, and is found again once it is back', async () => {
    const opened = await reopen()
    const policy = policyOf(threeADay)
    const whose = { ...scopes, grant: 'before and after' }
    expect((await call(opened.ledger, policy, {}, whose)).decision.decision).toBe('allow')
    await postgres.halt()
    expect((await call(opened.ledger, policy, {}, whose)).decision).toMatchObject({
      decision: 'deny',
      rule: '',
    })
    await expect(openState(postgres.address)).rejects.toThrow(/PostgreSQL/)
    await postgres.resume()
    for (const expected of ['allow', 'allow', 'deny'])
      expect((await call(opened.ledger, policy, {}, whose)).decision.decision).toBe(expected)
  }, 60_000)
})
