import type { Judged } from './types.ts'

/** The denial for a state that cannot be read or written: the agent learns nothing of the machine. */
export function unavailable(): Judged {
  const message =
    'The gateway cannot count this call now (its state is not available), so it lets none through.'
  return { decision: { decision: 'deny', rule: '', message, reserve: [] }, reservation: null }
}
