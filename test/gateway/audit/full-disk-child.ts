import { AuditFailure, openAudit } from '../../../gateway/audit/index.ts'

// Writes lines until the system takes no more, then goes on trying, and says what happened.
const [folder] = process.argv.slice(2) as [string]
const audit = openAudit({ folder })
const entry = {
  who: 'g',
  session: 's',
  server: 'x',
  tool: 't',
  decision: 'allow' as const,
  rule: '',
  policy: 'p',
}
let [written, refused, other] = [0, 0, 0]
while (refused < 50) {
  try {
    audit.record({ ...entry, arguments: { number: written + refused } })
    written++
  } catch (error) {
    if (error instanceof AuditFailure) refused++
    else other++
  }
}
process.stdout.write(JSON.stringify({ written, refused, other }))
