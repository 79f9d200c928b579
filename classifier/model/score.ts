import { rules } from '../rules/index.ts'
import type { Observations } from './observe.ts'
import { categoryCount, heads, type Model, worthOf } from './weights.ts'

export type Score = {
  /** Log-odds per head, in the order of `heads`. */
  scores: Float64Array
  /** Whether anything counted that is more than a circumstance. */
  grounded: boolean
}

/** Adds up what was observed. What it gives back is overwritten by the next score. */
export function score(seen: Observations, model: Model): Score {
  const { bias, worths, worthTo } = model
  const { scores } = total
  for (let head = 0; head < heads.length; head++) scores[head] = bias[head]! / 100
  total.grounded = false
  for (let place = 0; place < seen.count; place++) {
    const value = seen.values[place]!
    const rule = seen.rules[place]!
    const voice = seen.voices[rule]! / 100
    let next = worthOf(model, value)
    const end = worthTo[value]!
    if (tellsCategories[rule] === 1) {
      for (let head = 0; head < categoryCount; head++) scores[head]! += worths[next + head]! * voice
    }
    for (next += categoryCount; next < end; next += 2) scores[worths[next]!]! += worths[next + 1]! * voice
    if (grounds[rule] === 1) total.grounded = true
  }
  return total
}

const total: Score = { scores: new Float64Array(heads.length), grounded: false }

/** Whether a rule has something to say on categories (1), by its place. */
export const tellsCategories = Uint8Array.from(rules, ({ learns }) => (learns === 'capabilities' ? 0 : 1))
const grounds = Uint8Array.from(rules, ({ circumstance, learns }) =>
  circumstance || learns === 'capabilities' ? 0 : 1,
)

/** The probabilities of the five categories. */
export function probabilities(
  { scores }: Pick<Score, 'scores'>,
  { temperature }: Pick<Model, 'temperature'>,
): number[] {
  let highest = Number.NEGATIVE_INFINITY
  for (let place = 0; place < categoryCount; place++) highest = Math.max(highest, scores[place]!)
  const chances: number[] = []
  let total = 0
  for (let place = 0; place < categoryCount; place++) {
    const odds = Math.exp((scores[place]! - highest) / temperature)
    chances.push(odds)
    total += odds
  }
  for (let place = 0; place < categoryCount; place++) chances[place]! /= total
  return chances
}

/**
 * The probability that a head after the categories, a capability or `runs on a host`, says yes, whichever
 * category it is: `chances` are those of the categories.
 */
export function headChance(
  { scores }: Pick<Score, 'scores'>,
  head: number,
  chances: readonly number[],
  { given }: Pick<Model, 'given'>,
): number {
  let chance = 0
  for (let category = 0; category < categoryCount; category++) {
    const odds = scores[head]! + given[category]![head - categoryCount]!
    chance += chances[category]! / (1 + Math.exp(-odds))
  }
  return chance
}
