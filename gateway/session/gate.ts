import { type Counters, type Decision, decide } from '../../policy/index.ts'
import type { ApprovalSubject, Approvals } from '../approvals/index.ts'
import type { Audit } from '../audit/index.ts'
import type { Ledger, Reservation } from '../ledger/index.ts'
import type { Continuations } from './continuations.ts'
import type { Caller, ServerEntry, StandingPolicy } from './types.ts'

/** What the gateway remembers and writes down; several gateways may share it. */
export type Keepers = {
  ledger: Ledger
  approvals: Approvals
  audit: Audit
  continuations: Continuations
}

/** A call that is to be judged. */
export type GatedCall = {
  entry: ServerEntry
  caller: Caller
  tool: string
  arguments: unknown
  definitionHash: string | undefined
}

export type Ruling = { decision: Decision; reservation: Reservation | null; standing: StandingPolicy }

/**
 * Judges a call under the policy as it stands now and reserves what it uses up. What one call consists of,
 * asked again with more input, is counted once: `again`.
 */
export function ruleOn(
  { ledger }: Keepers,
  call: GatedCall,
  { approved = false, again = false } = {},
): Ruling | Promise<Ruling> {
  const standing = call.entry.policy()
  const judged = {
    tool: call.tool,
    arguments: call.arguments,
    server: call.entry.id,
    approved,
    ...(call.definitionHash !== undefined && { definitionHash: call.definitionHash }),
  }
  const decideWith = (counters: Counters) => decide(standing.policy, judged, counters, standing.readsOnly)
  // A call that no limit applies to needs nothing of the ledger.
  const first = decideWith(unused)
  if (first.decision === 'deny' || first.reserve.length === 0 || again)
    return { decision: first, reservation: null, standing }
  const { grant, session } = call.caller
  const done = ledger.judge({ grant, session, server: call.entry.id }, decideWith)
  return done instanceof Promise
    ? done.then(judged => ({ ...judged, standing }))
    : { decision: done.decision, reservation: done.reservation, standing }
}

const unused = { used: () => 0 }

/** Writes a decision down. A decision that cannot be written down is a denial. */
export function record({ audit }: Keepers, call: GatedCall, { decision, standing }: Ruling): Decision {
  try {
    audit.record({
      who: call.caller.grant,
      session: call.caller.session,
      server: call.entry.id,
      tool: call.tool,
      decision: decision.decision,
      rule: decision.rule,
      policy: standing.version,
      arguments: call.arguments,
    })
    return decision
  } catch {
    return {
      decision: 'deny',
      rule: '',
      message: 'The audit log cannot be written, and nothing passes without it.',
      reserve: [],
    }
  }
}

/** Exactly what a person's yes is given to. */
export function subjectOf(call: GatedCall, { version }: StandingPolicy): ApprovalSubject {
  const { caller, entry, tool } = call
  return {
    caller: caller.grant,
    server: entry.id,
    tool,
    arguments: call.arguments,
    policyVersion: version,
  }
}
