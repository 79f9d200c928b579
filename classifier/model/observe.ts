import type { Reading } from '../reading/read-definition.ts'
import type { Link, Term } from '../reading/term.ts'
import type { Excerpt } from '../rules/excerpt.ts'
import { rules } from '../rules/index.ts'
import { numberOf, type Vocabulary } from './vocabulary.ts'

/**
 * What the rules saw in a definition, as far as it has a number in a vocabulary, in columns. A rule sees a value
 * once, however often it stands there.
 */
export type Observations = {
  count: number
  /** The places of the rules in `rules`. */
  rules: number[]
  /** The numbers of the values in the vocabulary. */
  values: number[]
  /** JSON Pointers into the definition, or places outside it. */
  at: string[]
  /** What stands there. A stranger's text. */
  excerpts: Excerpt[]
  /** How loudly the rules speak: what weights are multiplied by. In the order of `rules`. */
  voices: Float64Array
}

/**
 * Lets all rules look at a definition. This is what takes most of the time of a verdict: it keeps nothing but
 * what has a number, and what it gives back is overwritten when the next definition is looked at.
 */
export function observe(reading: Reading, vocabulary: Vocabulary): Observations {
  known = vocabulary
  looking++
  seen.count = 0
  for (ruleIndex = 0; ruleIndex < observers.length; ruleIndex++) {
    calls = 0
    observers[ruleIndex]!(reading, see)
    const voice = voices[ruleIndex]!
    seen.voices[ruleIndex] = calls > 1 && areShared[ruleIndex]! ? voice / Math.sqrt(calls) : voice
  }
  return seen
}

// Rules are objects of many shapes: what is asked of each for every definition stands ready in rows.
const observers = rules.map(({ observe }) => observe)
/** How loudly one observation of a rule speaks. */
const voices = Float64Array.from(rules, ({ voice = 1 }) => voice)
/** Whether all observations of a rule share its voice. */
const areShared = rules.map(({ shared = false }) => shared)

const seen: Observations = {
  count: 0,
  rules: [],
  values: [],
  at: [],
  excerpts: [],
  voices: new Float64Array(rules.length),
}
/** Which looking met each value last. */
let lastMet = new Int32Array(1 << 14)
let known: Vocabulary
let looking = 0
let ruleIndex = 0
let calls = 0

function see(at: string, excerpt: Excerpt, first: Term, link?: Link, second?: Term): void {
  calls++
  const value = numberOf(known, ruleIndex, first, link, second)
  if (value === 0 || lastMet[value] === looking) return
  if (value >= lastMet.length) lastMet = widened(lastMet, value)
  lastMet[value] = looking
  const place = seen.count++
  seen.rules[place] = ruleIndex
  seen.values[place] = value
  seen.at[place] = at
  seen.excerpts[place] = excerpt
}

function widened(numbers: Int32Array, place: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(2 * place)
  wide.set(numbers)
  return wide
}
