import type { ToolArgument } from '../arguments.ts'
import type { Proposal, Proposer, Situation } from '../proposal.ts'
import { someOf } from '../words.ts'

const mostRecipients = 10
const somebody = 'person@example.org'

/** Bounds who can be written to, or paid: the user's list, else ten at once, and nobody in secret. */
export const recipientRules: Proposer = situation => {
  const { profile, verdict, bounds } = situation
  if (profile === 'observe' || verdict.category === 'Read') return []
  const can = (...wanted: string[]) => verdict.capabilities.some(capability => wanted.includes(capability))
  const pays = verdict.category === 'Financial' || can('move-money')
  const named = bounds.recipients !== undefined && bounds.recipients.length > 0
  if (!can('contact-people', 'send-out') && !(pays && named)) return []
  return situation.arguments.flatMap(argument => {
    // One that every call has to name is a recipient like any other.
    if (argument.kind === 'blind-copy' && !argument.required) return [noBlindCopy(situation, argument)]
    if (argument.kind !== 'recipient' && argument.kind !== 'blind-copy') return []
    return named ? [onlyThese(situation, argument, bounds.recipients!)] : [notTooMany(situation, argument)]
  })
}

function noBlindCopy(situation: Situation, argument: ToolArgument): Proposal {
  return {
    part: {
      key: 'deny_if',
      rule: {
        conditions: [{ path: argument.path.replace(/\[\*\]$/, ''), op: 'exists', value: true }],
        on_deny: `Blind copies are not allowed: leave ${argument.name} out.`,
      },
    },
    does: `A call of ${situation.name} that fills in ${argument.name} is refused, so that nobody gets a copy that the others do not see.`,
    costs: `A letter to many who must not learn of each other has to be sent by a person.`,
    leaves: `Open recipients and copies.`,
    passes: {},
    stopped: { changes: [{ keys: argument.keys, value: somebody }] },
  }
}

function notTooMany(situation: Situation, argument: ToolArgument): Proposal {
  const list = argument.path.endsWith('[*]')
  const many = Array.from({ length: mostRecipients + 1 }, (_, index) => `person${index + 1}@example.org`)
  return {
    part: {
      key: 'deny_if',
      rule: {
        conditions: [
          list
            ? { path: argument.path.replace(/\[\*\]$/, `[${mostRecipients}]`), op: 'exists', value: true }
            : { path: argument.path, op: 'regex', value: `(?:@[^@]*){${mostRecipients + 1}}` },
        ],
        on_deny: `${argument.name} must not name more than ${mostRecipients} recipients.`,
      },
    },
    does: `A call of ${situation.name} with more than ${mostRecipients} ${list ? 'entries' : 'addresses'} in ${argument.name} is refused.`,
    costs: `A longer list has to be split over several calls, each of which counts.`,
    leaves: `Anybody may be written to, ${mostRecipients} at a time: who they may be only you can say, with a list of recipients.`,
    passes: {
      changes: [
        { keys: list ? argument.keys.slice(0, -1) : argument.keys, value: list ? [somebody] : somebody },
      ],
    },
    stopped: {
      changes: [
        { keys: list ? argument.keys.slice(0, -1) : argument.keys, value: list ? many : many.join(', ') },
      ],
    },
  }
}

function onlyThese(situation: Situation, argument: ToolArgument, recipients: string[]): Proposal {
  return {
    part: {
      key: argument.required ? 'require' : 'deny_if',
      rule: {
        conditions: [{ path: argument.path, op: argument.required ? 'in' : 'not_in', value: recipients }],
        on_deny: `${argument.name} may only be ${someOf(recipients, 'or')}.`,
      },
    },
    does: `${argument.name} may only name ${someOf(recipients, 'or')}, written exactly so.`,
    costs: `The agent cannot use ${situation.name} to reach anybody else.`,
    leaves: `Messages to ${someOf(recipients)}.`,
    passes: { changes: [{ keys: argument.keys, value: recipients[0] }] },
    stopped: { changes: [{ keys: argument.keys, value: 'stranger@attacker.example' }] },
  }
}
