import { openState } from '../../../gateway/ledger/index.ts'
import { decide } from '../../../policy/index.ts'
import { policyOf } from '../state-process/policy-of.ts'

// Makes calls until twenty in a row are denied because the disk takes no more.
const [place] = process.argv.slice(2) as [string]
const { ledger } = await openState(place)
const policy = policyOf({ counter: 'c', window: 'day', max: 1e9, scope: 'grant' })
let [allowed, denied] = [0, 0]
while (denied < 20) {
  const { decision } = await ledger.judge({ grant: 'g', session: 's', server: 'x' }, counters =>
    decide(policy, { tool: 'send' }, counters),
  )
  if (decision.decision === 'allow') allowed++
  else denied++
}
process.stdout.write(JSON.stringify({ allowed, denied }))
