import { openSync, writeSync } from 'node:fs'
import { openAudit } from '../../../gateway/audit/index.ts'
import { openState } from '../../../gateway/ledger/index.ts'
import { decide } from '../../../policy/index.ts'
import { policyOf } from './policy-of.ts'

// What a gateway does for every call, as fast as it can, until it is killed or the limit is used up: judge,
// write down, forward. The upstream is a file; every fourth call "fails to reach it" and is given back.
const [place, folder, upstream, name, most] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
]
const state = await openState(place)
const audit = openAudit({ folder, values: true, rotateAt: 20_000 })
const file = openSync(upstream, 'a')
const policy = policyOf({ counter: 'calls', window: 'day', max: Number(most), scope: 'server' })
for (let number = 1; ; number++) {
  const arguments_ = { call: `${name}-${number}` }
  const scopes = { grant: 'grant', session: name, server: 'server' }
  const { decision, reservation } = await state.ledger.judge(scopes, counters =>
    decide(policy, { tool: 'send', arguments: arguments_ }, counters),
  )
  const { decision: answer, rule } = decision
  const named = { who: 'grant', session: name, server: 'server', tool: 'send', policy: 'one' }
  audit.record({ ...named, decision: answer, rule, arguments: arguments_ })
  if (reservation === null) break
  process.stdout.write('.')
  if (number % 4 === 0) await state.ledger.release(reservation)
  else writeSync(file, `${arguments_.call}\n`)
}
audit.close()
await state.close()
