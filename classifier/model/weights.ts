import file from '../../data/weights.json' with { type: 'json' }
import { link, term } from '../reading/term.ts'
import { rules } from '../rules/index.ts'
import { capabilities, gradedCategories } from '../taxonomy.ts'
import { numberOf, openVocabulary, type Vocabulary } from './vocabulary.ts'

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
  rules: { readonly [rule: string]: RuleWeights }
}

/** What the values of one rule are worth: terms alone, and pairs by what joins them, the first and the second. */
export type RuleWeights = {
  single: { [term: string]: ValueWeights }
  joined: { [link: string]: { [first: string]: { [second: string]: ValueWeights } } }
}

/** The weights in a form that is quick to add up: in one row, by the number of the value in the vocabulary. */
export type Model = Pick<Weights, 'version' | 'temperature' | 'thresholds'> & {
  vocabulary: Vocabulary
  /** Hundredths of log-odds, one per head. */
  bias: Float64Array
  /** What each value is worth, as in `ValueWeights`, value after value. */
  worths: Int16Array
  /** Where the worth of a value begins. One more than there are values. */
  worthFrom: Int32Array
  /** Per category, what its being so adds to each head after the categories. Log-odds. */
  given: readonly Float64Array[]
  /** Scores up to which a head after the categories stays below its threshold whichever category it is. */
  floors: readonly number[]
}

export function modelOf(weights: Weights): Model {
  const { version, temperature, bias, thresholds, given } = weights
  const vocabulary = openVocabulary()
  const all: ValueWeights[] = [noWeights]
  rules.forEach(({ id }, ruleIndex) => {
    const { single, joined } = weights.rules[id] ?? noRule
    for (const [first, own] of Object.entries(single)) {
      numberOf(vocabulary, ruleIndex, term(first))
      all.push(own)
    }
    for (const [joint, firsts] of Object.entries(joined)) {
      for (const [first, seconds] of Object.entries(firsts)) {
        for (const [second, own] of Object.entries(seconds)) {
          numberOf(vocabulary, ruleIndex, term(first), link(joint), term(second))
          all.push(own)
        }
      }
    }
  })
  return {
    version,
    temperature,
    bias: Float64Array.from(heads, (_, head) => bias[head] ?? 0),
    thresholds,
    given: givenIn(weights),
    vocabulary: { ...vocabulary, open: false },
    ...rowOf(all),
    floors: thresholds.map((threshold, head) => {
      const most = Math.max(...given.map(added => added[head]!)) / 100
      return Math.log(threshold / (1 - threshold)) - most - rounding
    }),
  }
}

/** What each category adds to the heads after the categories, in log-odds. */
export function givenIn({ given }: Pick<Weights, 'given'>): Model['given'] {
  return given.map(added => Float64Array.from(added, weight => weight / 100))
}

/** Far more than sums of a few numbers can be off. */
const rounding = 1e-6

const noRule: RuleWeights = { single: {}, joined: {} }
const noWeights: ValueWeights = gradedCategories.map(() => 0)

function rowOf(all: ValueWeights[]): Pick<Model, 'worths' | 'worthFrom'> {
  const worthFrom = new Int32Array(all.length + 1)
  all.forEach((weights, value) => {
    worthFrom[value + 1] = worthFrom[value]! + weights.length
  })
  const worths = new Int16Array(worthFrom[all.length]!)
  all.forEach((weights, value) => {
    worths.set(weights, worthFrom[value])
  })
  return { worths, worthFrom }
}

/** The weights that come with this version, learned by `npm run train`. */
export const model: Model = modelOf(file as unknown as Weights)
