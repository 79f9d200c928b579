import type { Limit } from '../../types.ts'
import { powers } from '../capability-phrases.ts'
import type { Proposer, Situation } from '../proposal.ts'
import { asksEachTime, unattendedCategory } from '../unattended.ts'
import { grouped, timeForHundred } from '../words.ts'

type Rate = { name: 'rate' | 'spend'; window: Limit['window']; max: number }

/** How often the tool may be called: a loop that went wrong must not do its harm a thousand times. */
export const rateRules: Proposer = situation => {
  const rate = rateFor(situation)
  if (rate === null) return []
  const { definition, name, verdict } = situation
  const { window, max } = rate
  const limit: Limit = { counter: `${definition.name}_${rate.name}`, window, max, scope: 'grant' }
  const aDay = max * callsPerDay[window]
  const asked = asksEachTime(situation)
  return [
    {
      part: { key: 'limits', limit },
      does: `One grant can call ${name} ${max} times in any ${window}. Call ${max + 1} is refused until ${an(window)} has passed since the first.`,
      costs: `Work that really needs a hundred calls of ${name} takes at least ${timeForHundred(max, window)}; up to ${max} at a stretch lose nothing.`,
      leaves: asked
        ? `At most ${max} questions ${an(window)} reach the person who answers for ${name}.`
        : `An agent that never stops still gets ${grouped(aDay)} calls a day, and each can ${powers(verdict)}.`,
      passes: { earlier: { calls: max - 1, within: window } },
      stopped: { earlier: { calls: max, within: window } },
    },
  ]
}

const callsPerDay = { minute: 1440, hour: 24, day: 1 } satisfies Record<Limit['window'], number>

function rateFor(situation: Situation): Rate | null {
  const { profile, verdict } = situation
  if (profile === 'observe') return null
  const strict = profile === 'strict'
  switch (unattendedCategory(situation)) {
    case 'Write':
      return { name: 'rate', window: 'minute', max: strict ? 10 : 30 }
    case 'Execute':
      return { name: 'rate', window: 'minute', max: strict ? 5 : 10 }
    case 'Read':
      if (verdict.capabilities.includes('spend'))
        return { name: 'spend', window: 'hour', max: strict ? 20 : 60 }
      return strict ? { name: 'rate', window: 'minute', max: 60 } : null
    default:
      return null
  }
}

function an(window: Limit['window']): string {
  return window === 'hour' ? 'an hour' : `a ${window}`
}
