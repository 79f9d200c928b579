import type { Reading } from '../reading/read-definition.ts'
import { rules } from '../rules/index.ts'
import { type Observation, voiceOf } from './observe.ts'
import { categoryCount, heads, type Model, type ValueWeights, type Weighted } from './weights.ts'

export type Score = {
  /** Log-odds per head, in the order of `heads`. */
  scores: Float64Array
  /** Whether anything counted that is more than a circumstance. */
  grounded: boolean
}

let scoring = 0
const found: Weighted[] = []
let known: ReadonlyMap<string, Weighted>
let calls = 0

/** Takes note of a value that has weights, unless this scoring has met it. */
function see(value: string): void {
  calls++
  const weighted = known.get(value)
  if (weighted === undefined || weighted.seenBy === scoring) return
  weighted.seenBy = scoring
  found.push(weighted)
}

/**
 * Adds up what the rules see in a definition. This is what takes most of the time of a verdict, so it keeps
 * nothing but sums: `observe` and `weigh` tell them apart where a reader asks.
 */
export function score(reading: Reading, model: Model): Score {
  const scores = new Float64Array(heads.length)
  for (let head = 0; head < heads.length; head++) scores[head] = (model.bias[head] ?? 0) / 100
  let grounded = false
  scoring++
  for (let ruleIndex = 0; ruleIndex < rules.length; ruleIndex++) {
    const rule = rules[ruleIndex]!
    known = model.byRule[ruleIndex]!
    calls = 0
    rule.observe(reading, see)
    if (found.length === 0) continue
    const voice = voiceOf(rule, calls) / 100
    for (const { weights } of found) add(scores, weights, voice)
    if (!rule.circumstance && rule.learns !== 'capabilities') grounded = true
    found.length = 0
  }
  return { scores, grounded }
}

function add(scores: Float64Array, weights: ValueWeights, voice: number): void {
  for (let head = 0; head < categoryCount; head++) scores[head]! += weights[head]! * voice
  for (let pair = categoryCount; pair < weights.length; pair += 2) {
    scores[weights[pair]!]! += weights[pair + 1]! * voice
  }
}

/** An observation that the model has weights for. */
export type Weighed = Observation & { weights: ValueWeights }

/** The observations that count, each with what it is worth. */
export function weigh(observations: Observation[], model: Model): Weighed[] {
  return observations.flatMap(observation => {
    const weighted = model.byRule[observation.ruleIndex]!.get(observation.value)
    return weighted === undefined ? [] : [{ ...observation, weights: weighted.weights }]
  })
}

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
