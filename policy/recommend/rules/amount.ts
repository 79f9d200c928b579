import type { ToolArgument } from '../arguments.ts'
import type { Proposal, Proposer, Situation } from '../proposal.ts'
import { grouped } from '../words.ts'

/** For want of a better figure: what most people would not want to lose without noticing. */
const usualCap = 100

/** Caps the amount of one call, and of all calls of a day. */
export const amountRules: Proposer = situation => {
  const { profile, verdict } = situation
  if (profile === 'observe') return []
  if (verdict.category !== 'Financial' && !verdict.capabilities.includes('move-money')) return []
  return situation.arguments
    .filter(argument => argument.kind === 'amount')
    .slice(0, 1)
    .flatMap(argument => {
      const cap = capFor(situation, argument)
      return cap > 0
        ? [oneCall(situation, argument, cap), oneDay(situation, argument, cap)]
        : [oneCall(situation, argument, 0)]
    })
}

/** The user's figure, else 100 (10,000 where the tool counts in cents), and never above the schema's own maximum. */
export function capFor({ bounds, definition }: Situation, argument: ToolArgument): number {
  const cents = /\bcents?\b|minor units?|smallest [\w-]+ ?(sub-?)?unit|\bpaise\b|\bpence\b/i.test(
    `${argument.name} ${argument.description} ${definition.description ?? ''}`.slice(0, 20_000),
  )
  const cap = bounds.amount ?? (cents ? usualCap * 100 : usualCap)
  if (cap <= 0) return 0
  return argument.maximum === null || argument.maximum <= 0 ? cap : Math.min(cap, argument.maximum)
}

function oneCall(situation: Situation, argument: ToolArgument, cap: number): Proposal {
  return {
    part: {
      key: 'deny_if',
      rule: {
        conditions: [{ path: argument.path, op: 'gt', value: cap }],
        on_deny: `${argument.name} must not be above ${grouped(cap)}.`,
      },
    },
    does: `A call of ${situation.name} in which ${argument.name} is above ${grouped(cap)}, in the unit the tool counts in, or is no number, is refused before anybody is asked.`,
    costs: `A larger amount has to be moved by a person elsewhere, or the figure in this policy raised.`,
    leaves: `Amounts up to ${grouped(cap)}.`,
    passes: { changes: [{ keys: argument.keys, value: cap }] },
    stopped: { changes: [{ keys: argument.keys, value: cap + 1 }] },
  }
}

function oneDay(situation: Situation, argument: ToolArgument, cap: number): Proposal {
  const name = situation.definition.name
  return {
    part: {
      key: 'limits',
      limit: { counter: `${name}_amount`, window: 'day', max: cap * 10, scope: 'grant', sum: argument.path },
    },
    does: `Added up over any 24 hours, ${argument.name} stays at or below ${grouped(cap * 10)}; a call without it, or with a negative one, is refused, because it cannot be added up.`,
    costs: `Ten calls of the largest size use up a day.`,
    leaves: `As many small calls of ${situation.name} as fit into ${grouped(cap * 10)}.`,
    passes: { changes: [{ keys: argument.keys, value: cap }], earlier: { calls: 9, within: 'day' } },
    stopped: { changes: [{ keys: argument.keys, value: cap }], earlier: { calls: 10, within: 'day' } },
  }
}
