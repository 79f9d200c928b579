import { categoryCount, heads } from '../model/weights.ts'
import { rules } from '../rules/index.ts'
import type { Rule } from '../rules/rule.ts'
import { gradedCategories } from '../taxonomy.ts'
import type { Example } from './examples.ts'
import type { ValueWeights, Weights } from './learned-weights.ts'
import { minimise, type Objective } from './minimise.ts'

/** What a fit needs to know. The same options and examples give the same weights, bit for bit. */
export type LearnOptions = {
  /** Strength of the pull towards nought for categories and for the other heads. */
  pull: number
  capabilityPull: number
  /** A value seen in fewer examples is not learned from. */
  leastSeen: number
  iterations: number
}

export const defaultOptions: LearnOptions = { pull: 0.6, capabilityPull: 2, leastSeen: 3, iterations: 60 }

type Row = { places: Int32Array; voices: Float64Array; example: Example }

/** Learns weights from labelled examples: one linear model for the five categories, one for each other head. */
export function learn(examples: Example[], version: string, options: LearnOptions = defaultOptions): Weights {
  const vocabulary = vocabularyOf(examples, options.leastSeen)
  const size = vocabulary.size
  const categories = minimise(
    (size + 1) * categoryCount,
    categoryObjective(
      examples.map(example => rowOf(example, vocabulary, 'categories')),
      size,
      options.pull,
    ),
    options.iterations,
  )
  const rows = examples.map(example => rowOf(example, vocabulary, 'capabilities'))
  const others = heads.slice(categoryCount).map((_, head) => {
    const known = rows.filter(({ example }) => example.others[head] !== null)
    return minimise(
      size + categoryCount + 1,
      headObjective(known, size, head, options.capabilityPull),
      options.iterations,
    )
  })
  return weightsOf(version, vocabulary, categories, others)
}

function vocabularyOf(examples: Example[], leastSeen: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { seen } of examples) for (const { key } of seen) counts.set(key, (counts.get(key) ?? 0) + 1)
  const kept = [...counts].filter(([, count]) => count >= leastSeen).map(([key]) => key)
  return new Map(kept.sort().map((key, place) => [key, place]))
}

function rowOf(example: Example, vocabulary: Map<string, number>, goal: Goal): Row {
  const known = example.seen.filter(({ key }) => vocabulary.has(key) && serves(key, goal))
  return {
    places: Int32Array.from(known, ({ key }) => vocabulary.get(key)!),
    voices: Float64Array.from(known, ({ voice }) => voice),
    example,
  }
}

type Goal = NonNullable<Rule['learns']>

function serves(key: string, goal: Goal): boolean {
  return (learns.get(key.slice(0, key.indexOf('\t'))) ?? goal) === goal
}

const learns = new Map(rules.map(rule => [rule.id, rule.learns]))

/** Cross-entropy of a softmax over the categories, with a pull of all weights but the bias towards nought. */
function categoryObjective(rows: Row[], size: number, pull: number): Objective {
  const bias = size * categoryCount
  const scores = new Float64Array(categoryCount)
  return (point, gradient) => {
    let loss = pulled(point, gradient, bias, pull)
    for (const { places, voices, example } of rows) {
      for (let c = 0; c < categoryCount; c++) scores[c] = point[bias + c]!
      for (let k = 0; k < places.length; k++) {
        const at = places[k]! * categoryCount
        for (let c = 0; c < categoryCount; c++) scores[c]! += point[at + c]! * voices[k]!
      }
      const total = logSum(scores)
      for (let c = 0; c < categoryCount; c++) {
        const wanted = example.categories[c]!
        loss -= example.weight * wanted * (scores[c]! - total)
        scores[c] = example.weight * (Math.exp(scores[c]! - total) - wanted)
        gradient[bias + c]! += scores[c]!
      }
      for (let k = 0; k < places.length; k++) {
        const at = places[k]! * categoryCount
        for (let c = 0; c < categoryCount; c++) gradient[at + c]! += scores[c]! * voices[k]!
      }
    }
    return loss
  }
}

/** Cross-entropy of one head that says yes or no, knowing the category. */
function headObjective(rows: Row[], size: number, head: number, pull: number): Objective {
  const bias = size + categoryCount
  return (point, gradient) => {
    let loss = pulled(point, gradient, bias, pull)
    for (const { places, voices, example } of rows) {
      const category = size + gradedCategories.indexOf(example.category)
      let sum = point[bias]! + point[category]!
      for (let k = 0; k < places.length; k++) sum += point[places[k]!]! * voices[k]!
      const wanted = example.others[head]!
      loss += example.weight * (Math.max(sum, 0) - sum * wanted + Math.log1p(Math.exp(-Math.abs(sum))))
      const slope = example.weight * (1 / (1 + Math.exp(-sum)) - wanted)
      gradient[bias]! += slope
      gradient[category]! += slope
      for (let k = 0; k < places.length; k++) gradient[places[k]!]! += slope * voices[k]!
    }
    return loss
  }
}

function pulled(point: Float64Array, gradient: Float64Array, end: number, pull: number): number {
  let loss = 0
  gradient.fill(0)
  for (let i = 0; i < end; i++) {
    gradient[i] = pull * point[i]!
    loss += (pull / 2) * point[i]! * point[i]!
  }
  return loss
}

function logSum(scores: Float64Array): number {
  const highest = Math.max(...scores)
  let sum = 0
  for (const value of scores) sum += Math.exp(value - highest)
  return highest + Math.log(sum)
}

/** Weights too small to tell are left out, which makes the file a third as large. */
const leastCategoryWeight = 5
const leastHeadWeight = 12

function weightsOf(
  version: string,
  vocabulary: Map<string, number>,
  categories: Float64Array,
  others: Float64Array[],
): Weights {
  const size = vocabulary.size
  const hundredths = (value: number) => Math.round(value * 100)
  const worths = new Map<string, ValueWeights>()
  for (const [key, place] of vocabulary) {
    const own = Array.from({ length: categoryCount }, (_, c) =>
      hundredths(categories[place * categoryCount + c]!),
    )
    const pairs = others.flatMap((weights, head) => {
      const weight = hundredths(weights[place]!)
      return Math.abs(weight) < leastHeadWeight ? [] : [categoryCount + head, weight]
    })
    if (pairs.length === 0 && own.every(weight => Math.abs(weight) < leastCategoryWeight)) continue
    worths.set(key, [...own, ...pairs])
  }
  const bias = [
    ...Array.from({ length: categoryCount }, (_, c) => hundredths(categories[size * categoryCount + c]!)),
    ...others.map(weights => hundredths(weights[size + categoryCount]!)),
  ]
  const given = gradedCategories.map((_, c) => others.map(weights => hundredths(weights[size + c]!)))
  return { version, temperature: 1, bias, thresholds: others.map(() => 0.5), given, worths }
}
