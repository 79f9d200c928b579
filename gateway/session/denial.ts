import { composeResult } from '../protocol/compose.ts'
import { modernVersionOf } from '../protocol/era.ts'
import type { Message } from '../protocol/read-message.ts'

/** Why a call did not reach its server. */
export type Denial = {
  tool: string
  server: string
  /** JSON Pointer into the policy; empty where it was not the policy that decided. */
  rule: string
  /** One sentence for the agent. */
  message: string
  /** The policy's version. */
  policy: string
}

/** The key below which `_meta` of a result says that the gateway has made it. */
export const denialKey = 'placard/denied'

/** The result of a call that was denied: an error that the agent sees, told apart from a failure of the tool. */
export function denialResult(request: Message & { kind: 'request' }, denial: Denial): Message {
  const { rule, message } = denial
  const later = rule.includes('/limits/')
  const advice = later
    ? 'The tool did not run. The same call may be let through later.'
    : 'The tool did not run, and the same call will be denied again: do not repeat it as it is.'
  const because = rule === '' ? '' : ` (rule ${rule})`
  return composeResult(request.id, {
    ...(modernVersionOf(request) === null ? {} : { resultType: 'complete' }),
    content: [{ type: 'text', text: `Denied by policy${because}: ${message} ${advice}` }],
    isError: true,
    _meta: { [denialKey]: denial },
  })
}
