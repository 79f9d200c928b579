import file from '../../data/weights.json' with { type: 'json' }
import { rules } from '../rules/index.ts'
import { capabilities, gradedCategories } from '../taxonomy.ts'

/** What the model says of a definition: five categories, the capabilities, and whether an Execute is on a host. */
export const heads = [...gradedCategories, ...capabilities, 'runs on a host'] as const
export const categoryCount = gradedCategories.length

/**
 * The weights of one observed value: one number per category, then pairs of a head's place and its weight.
 * In hundredths of log-odds.
 */
export type ValueWeights = readonly number[]

export type Weights = {
  /** Changes whenever a verdict may change. */
  version: string
  /** Scores are divided by this, so that probabilities come true as often as they say. */
  temperature: number
  /** Hundredths of log-odds, one per head. */
  bias: readonly number[]
  /** The probability from which on a head after the categories says yes. */
  thresholds: readonly number[]
  /** Per category, what its being so adds to each head after the categories. Hundredths of log-odds. */
  given: readonly (readonly number[])[]
  /** Rule id, value seen, weights. */
  rules: { readonly [rule: string]: { readonly [value: string]: ValueWeights } }
}

/** The weights in a form that is quick to look up: one map per rule, in the order of `rules`. */
export type Model = {
  version: string
  temperature: number
  bias: readonly number[]
  thresholds: readonly number[]
  given: readonly (readonly number[])[]
  byRule: readonly ReadonlyMap<string, Weighted>[]
}

/** What one value is worth. `seenBy` is the last scoring that met it: a value counts once in each. */
export type Weighted = { weights: ValueWeights; seenBy: number }

export function modelOf(weights: Weights): Model {
  return {
    version: weights.version,
    temperature: weights.temperature,
    bias: weights.bias,
    thresholds: weights.thresholds,
    given: weights.given,
    byRule: rules.map(rule => weightedOf(weights.rules[rule.id] ?? {})),
  }
}

function weightedOf(values: { readonly [value: string]: ValueWeights }): Map<string, Weighted> {
  const weighted = new Map<string, Weighted>()
  for (const value of Object.keys(values)) weighted.set(value, { weights: values[value]!, seenBy: 0 })
  return weighted
}

/** The weights that come with this version, learned by `npm run train`. */
export const model: Model = modelOf(file as unknown as Weights)
