import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAudit } from '../gateway/audit/index.ts'
import { openState, type Scopes, type State } from '../gateway/ledger/index.ts'
import { decide, type Limit, type Policy } from '../policy/index.ts'
import { postgresPrograms, startPostgres } from '../test/gateway/postgres.ts'
import { policyOf } from '../test/gateway/state-process/policy-of.ts'

// What a call costs in the gateway's state: the ledger with limits of several kinds, and the audit log.
const folder = mkdtempSync(join(tmpdir(), 'placard-bench-'))
const scopes: Scopes = { grant: 'g', session: 's', server: 'x' }
const arguments_ = { path: '/home/ada/notes.txt', amount: 3, text: 'x'.repeat(200) }
const wide: Limit = { counter: 'wide', window: 'day', max: 1e9, scope: 'grant' }
const sum: Limit = { counter: 'sum', window: 'hour', max: 1e12, scope: 'session', sum: 'args.amount' }

try {
  const state = await openState(join(folder, 'state.sqlite'))
  await measure('ledger, SQLite, no limit', 20_000, () => judge(state, policyOf()))
  await measureLedger('SQLite', state, 20_000)
  await state.close()
  const audit = openAudit({ folder: join(folder, 'audit') })
  const line = { who: 'g', session: 's', server: 'x', tool: 'send', rule: '/tools/send', policy: 'v' }
  await measure('audit line', 20_000, () =>
    audit.record({ ...line, decision: 'allow', arguments: arguments_ }),
  )
  audit.close()
  if (postgresPrograms !== null) {
    const postgres = await startPostgres()
    const shared = await openState(postgres.address)
    await measureLedger('PostgreSQL', shared, 500)
    await shared.close()
    await postgres.stop()
  }
} finally {
  rmSync(folder, { recursive: true })
}

async function measureLedger(name: string, state: State, calls: number): Promise<void> {
  const policies: [string, Policy][] = [
    ['one limit', policyOf(wide)],
    ['a limit and a sum', policyOf(wide, sum)],
  ]
  for (const [what, policy] of policies)
    await measure(`ledger, ${name}, ${what}`, calls, () => judge(state, policy))
}

function judge({ ledger }: State, policy: Policy): unknown {
  return ledger.judge(scopes, counters => decide(policy, { tool: 'send', arguments: arguments_ }, counters))
}

/** In microseconds: half and 99 of 100 calls take no longer. */
async function measure(name: string, calls: number, work: () => unknown): Promise<void> {
  const times = new Float64Array(calls)
  for (let index = 0; index < calls; index++) {
    const start = process.hrtime.bigint()
    const result = work()
    if (result instanceof Promise) await result
    times[index] = Number(process.hrtime.bigint() - start) / 1000
  }
  times.sort()
  const at = (share: number) => times[Math.floor(calls * share)]!.toFixed(1).padStart(8)
  console.log(`${name.padEnd(40)} p50 ${at(0.5)} µs   p99 ${at(0.99)} µs`)
}
