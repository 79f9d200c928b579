import { rules } from '../rules/index.ts'
import type { Observations } from './observe.ts'
import { categoryCount, heads, type Model } from './weights.ts'

export type Score = {
  /** Log-odds per head, in the order of `heads`. */
  scores: Float64Array
  /** Whether anything counted that is more than a circumstance. */
  grounded: boolean
}

/** Adds up what was observed. */
export function score(seen: Observations, model: Model): Score {
  const { categories, headsFrom, headOf, headWeights } = model
  const scores = new Float64Array(heads.length)
  for (let head = 0; head < heads.length; head++) scores[head] = (model.bias[head] ?? 0) / 100
  let grounded = false
  for (let place = 0; place < seen.count; place++) {
    const value = seen.values[place]!
    const rule = seen.rules[place]!
    const voice = seen.voices[rule]! / 100
    if (tellsCategories[rule]!) {
      const first = value * categoryCount
      for (let head = 0; head < categoryCount; head++) scores[head]! += categories[first + head]! * voice
    }
    const end = headsFrom[value + 1]!
    for (let pair = headsFrom[value]!; pair < end; pair++)
      scores[headOf[pair]!]! += headWeights[pair]! * voice
    if (grounds[rule]!) grounded = true
  }
  return { scores, grounded }
}

/** Whether a rule has something to say on categories, by its place. */
export const tellsCategories = rules.map(({ learns }) => learns !== 'capabilities')
const grounds = rules.map(({ circumstance, learns }) => !circumstance && learns !== 'capabilities')

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
    const odds = scores[head]! + given[category]![head - categoryCount]! / 100
    chance += chances[category]! / (1 + Math.exp(-odds))
  }
  return chance
}
