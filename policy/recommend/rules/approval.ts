import type { Approval, Condition } from '../../types.ts'
import type { ToolArgument } from '../arguments.ts'
import { powers } from '../capability-phrases.ts'
import type { Proposal, Proposer, Situation } from '../proposal.ts'
import { asksEachTime, dryRunArgument, reasonsToAsk, splitModes } from '../unattended.ts'
import { inWords, someOf } from '../words.ts'

const waitSeconds = 300

/** Which calls wait for a person: all, only those of a harmful mode, or all that are no dry run. */
export const approvalRules: Proposer = situation => {
  const reasons = reasonsToAsk(situation)
  if (reasons.length === 0) return []
  if (asksEachTime(situation)) return [always(situation, reasons)]
  return [byMode(situation) ?? byDryRun(situation, reasons) ?? always(situation, reasons)]
}

function always(situation: Situation, reasons: string[]): Proposal {
  const { name, verdict } = situation
  return {
    part: { key: 'approval', approval: approval(situation) },
    does: `Each call of ${name} waits for a person, because ${inWords(reasons)}.`,
    costs: `The agent stands still until somebody answers, ${minutes} at most; without an answer the call is refused.`,
    leaves: `With a yes the call goes through exactly as it was shown, and can ${powers(verdict)}.`,
    passes: {},
    stopped: { approved: false },
  }
}

function byMode(situation: Situation): Proposal | null {
  const modes = splitModes(situation)
  if (modes === null) return null
  const { name } = situation
  const { argument } = modes
  const harmless = modes.harmless.map(mode => mode.when[argument.name]!)
  const harmful = modes.harmful.map(mode => mode.when[argument.name]!)
  const when: Condition[] = [{ path: argument.path, op: 'not_in', value: harmless }]
  return {
    part: { key: 'approval', approval: approval(situation, when) },
    does: `A call of ${name} waits for a person unless ${argument.name} is ${someOf(harmless, 'or')}. That covers ${someOf(harmful)}, and a call that leaves ${argument.name} out.`,
    costs: `For ${someOf(harmful, 'or')} the agent stands still until somebody answers, ${minutes} at most.`,
    leaves: `${someOf(harmless)} ${harmless.length === 1 ? 'goes' : 'go'} on without anybody being asked.`,
    passes: { changes: [{ keys: argument.keys, value: harmless[0] }], approved: false },
    stopped: { changes: [{ keys: argument.keys, value: harmful[0] }], approved: false },
  }
}

function byDryRun(situation: Situation, reasons: string[]): Proposal | null {
  const { name } = situation
  const dryRun = dryRunArgument(situation.arguments)
  if (dryRun === undefined) return null
  return {
    part: {
      key: 'approval',
      approval: approval(situation, [{ path: dryRun.path, op: 'neq', value: true }]),
    },
    does: `A call of ${name} waits for a person unless it sets ${dryRun.name} to true, because ${inWords(reasons)}.`,
    costs: `The real run stands still until somebody answers, ${minutes} at most.`,
    leaves: `The agent can try ${name} with ${dryRun.name} as often as its other rules allow, and show the outcome before it asks.`,
    passes: { changes: [{ keys: dryRun.keys, value: true }], approved: false },
    stopped: { changes: [{ keys: dryRun.keys, value: false }], approved: false },
  }
}

const minutes = `${waitSeconds / 60} minutes`

function approval({ arguments: all }: Situation, when?: Condition[]): Approval {
  const show = all.filter(tells).map(argument => argument.path)
  return {
    who: 'user',
    wait_seconds: waitSeconds,
    ...(show.length > 0 && { show: show.slice(0, 8) }),
    ...(when && { when }),
  }
}

function tells({ kind }: ToolArgument): boolean {
  return kind !== null && kind !== 'dry-run'
}
