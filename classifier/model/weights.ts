import file from '../../data/weights.json' with { type: 'json' }
import { link, term } from '../reading/term.ts'
import { rules } from '../rules/index.ts'
import { capabilities, gradedCategories } from '../taxonomy.ts'
import { enter, leftOf, tableFor, type Vocabulary } from './vocabulary.ts'

/** What the model says of a definition: five categories, the capabilities, and whether an Execute is on a host. */
export const heads = [...gradedCategories, ...capabilities, 'runs on a host'] as const
export const categoryCount = gradedCategories.length

/** What weights consist of besides what each value is worth. */
export type Frame = {
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
}

/** Weights as they stand in the file, laid out so that they are read quickly and a value's only once it is seen. */
export type WeightsFile = Frame & {
  /** The texts of terms and of links, from 1. */
  terms: readonly string[]
  links: readonly string[]
  rules: { readonly [rule: string]: RuleWeights }
}

/** The values of a rule that are worth something. */
export type RuleWeights = {
  /** Three numbers a value: of its first term, its link and its second term, 0 where it has no such. */
  values: readonly number[]
  /**
   * What each is worth, in hundredths of log-odds parted by spaces: one number per category, then pairs of a
   * head's place and its weight.
   */
  worths: readonly string[]
}

/** The weights in a form that is quick to add up. */
export type Model = Pick<Frame, 'version' | 'temperature' | 'thresholds'> & {
  vocabulary: Vocabulary
  /** Hundredths of log-odds, one per head. */
  bias: Float64Array
  /** What the values are worth as they stand in the file, by their numbers. */
  told: readonly string[]
  /** What the values that were seen are worth, one after another. */
  worths: Int16Array
  /** Where the worth of a value begins and ends, by its number; 0 where it was not seen yet. */
  worthFrom: Int32Array
  worthTo: Int32Array
  /** Per category, what its being so adds to each head after the categories. Log-odds. */
  given: readonly Float64Array[]
  /** Scores up to which a head after the categories stays below its threshold whichever category it is. */
  floors: readonly number[]
}

export function modelOf(weights: WeightsFile): Model {
  const { version, temperature, bias, thresholds } = weights
  const own = rules.map(({ id }) => weights.rules[id] ?? noWeights)
  const told = ['', ...own.flatMap(({ worths }) => worths)]
  const given = givenIn(weights)
  return {
    version,
    temperature,
    thresholds,
    vocabulary: vocabularyOf(own, weights),
    bias: Float64Array.from(heads, (_, head) => bias[head] ?? 0),
    told,
    worths: new Int16Array(1 + told.length * mostNumbers),
    worthFrom: new Int32Array(told.length),
    worthTo: new Int32Array(told.length).fill(1, 0, 1),
    given,
    floors: thresholds.map((threshold, head) => {
      const most = Math.max(...given.map(added => added[head]!))
      return Math.log(threshold / (1 - threshold)) - most - rounding
    }),
  }
}

/** So many numbers tell what a value is worth, at most. */
const mostNumbers = categoryCount + 2 * (heads.length - categoryCount)

/** Far more than sums of a few numbers can be off. */
const rounding = 1e-6

const noWeights: RuleWeights = { values: [], worths: [] }

function vocabularyOf(own: RuleWeights[], { terms, links }: WeightsFile): Vocabulary {
  const known = [0, ...terms.map(text => term(text).id)]
  const joints = links.map(link)
  const vocabulary = { tables: own.map(({ worths }) => tableFor(worths.length)), count: 0, taken: null }
  own.forEach(({ values }, ruleIndex) => {
    for (let at = 0; at < values.length; at += 3) {
      const first = known[values[at]!]!
      const joint = values[at + 1]!
      const left = joint === 0 ? first : leftOf(first, joints[joint - 1]!)
      enter(vocabulary, ruleIndex, left, known[values[at + 2]!]!)
    }
  })
  return vocabulary
}

/** What each category adds to the heads after the categories, in log-odds. */
export function givenIn({ given }: Pick<Frame, 'given'>): Model['given'] {
  return given.map(added => Float64Array.from(added, weight => weight / 100))
}

/** Where the worth of a value begins. It is read when it is asked for first: most are never seen by one process. */
export function worthOf({ told, worths, worthFrom, worthTo }: Model, value: number): number {
  const known = worthFrom[value]!
  if (known !== 0) return known
  const from = worthTo[0]!
  let to = from
  for (const number of told[value]!.split(' ')) worths[to++] = Number(number)
  worthFrom[value] = from
  worthTo[value] = to
  worthTo[0] = to
  return from
}

/** The weights that come with this version, learned by `npm run train`. */
export const model: Model = modelOf(file as unknown as WeightsFile)
