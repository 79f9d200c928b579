import type { Observation } from './observe.ts'
import { categoryCount, heads, type Model, type ValueWeights } from './weights.ts'

/** An observation that the model has weights for. */
export type Weighed = Observation & { weights: ValueWeights }

export type Score = {
  /** Log-odds per head, in the order of `heads`. */
  scores: Float64Array
  /** The observations that counted. */
  weighed: Weighed[]
}

/** Adds up what the observations are worth. */
export function score(observations: Observation[], model: Model): Score {
  const scores = Float64Array.from(heads, (_, head) => (model.bias[head] ?? 0) / 100)
  const weighed: Weighed[] = []
  for (const observation of observations) {
    const weights = model.byRule[observation.ruleIndex]!.get(observation.value)
    if (weights === undefined) continue
    const voice = observation.voice / 100
    for (let head = 0; head < categoryCount; head++) scores[head]! += weights[head]! * voice
    for (let pair = categoryCount; pair < weights.length; pair += 2) {
      scores[weights[pair]!]! += weights[pair + 1]! * voice
    }
    weighed.push({ ...observation, weights })
  }
  return { scores, weighed }
}

/** The probabilities of the five categories. */
export function probabilities(
  { scores }: Pick<Score, 'scores'>,
  { temperature }: Pick<Model, 'temperature'>,
): number[] {
  const tempered = Array.from(scores.subarray(0, categoryCount), value => value / temperature)
  const highest = Math.max(...tempered)
  const odds = tempered.map(value => Math.exp(value - highest))
  const total = odds.reduce((sum, value) => sum + value, 0)
  return odds.map(value => value / total)
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
