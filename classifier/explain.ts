import type { Decision } from './decide.ts'
import type { Observations } from './model/observe.ts'
import { tellsCategories } from './model/score.ts'
import { categoryCount, type Model } from './model/weights.ts'
import { rules } from './rules/index.ts'
import { lowerTextOf, textOf } from './rules/rule.ts'
import { gradedCategories } from './taxonomy.ts'
import type { Evidence } from './types.ts'

/** Evidence that adds or takes less than this many log-odds is not worth a reader's time. */
const leastWeight = 0.25
const mostEvidence = 10

/**
 * What spoke for the category and against it, strongest first. Rules that saw the same words are told as one,
 * under the rule that had most to say; the weight is the log-odds between the category and its closest rival.
 */
export function explain(
  seen: Observations,
  { categories }: Model,
  { likeliest, rival }: Decision,
  description: string,
): Evidence[] {
  const own = gradedCategories.indexOf(likeliest)
  const other = gradedCategories.indexOf(rival)
  const places = new Map<string, number>()
  let place = -1
  let last = -1
  for (let one = 0; one < seen.count; one++) {
    const rule = seen.rules[one]!
    if (!tellsCategories[rule]!) continue
    const first = seen.values[one]! * categoryCount
    const weight = ((categories[first + own]! - categories[first + other]!) * seen.voices[rule]!) / 100
    if (weight === 0) continue
    if (place === -1 || seen.excerpts[one] !== seen.excerpts[last] || seen.at[one] !== seen.at[last]) {
      const key = keyOf(seen.at[one]!, lowerTextOf(seen.excerpts[one]!, description))
      place = places.get(key) ?? places.size
      if (place === places.size) {
        places.set(key, place)
        firsts[place] = one
        sums[place] = 0
        loudest[place] = 0
      }
    }
    last = one
    sums[place]! += weight
    if (Math.abs(weight) > loudest[place]!) {
      loudest[place] = Math.abs(weight)
      loudestRule[place] = rule
    }
  }
  const told: Evidence[] = []
  for (let place = 0; place < places.size; place++) {
    const weight = Math.round(sums[place]! * 100) / 100
    if (Math.abs(weight) < leastWeight) continue
    const at = seen.at[firsts[place]!]!
    const excerpt = textOf(seen.excerpts[firsts[place]!]!, description)
    told.push({ rule: rules[loudestRule[place]!]!.id, at, excerpt, toward: likeliest, weight })
  }
  return told
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.at < b.at ? -1 : 1))
    .slice(0, mostEvidence)
}

// What is summed up of one definition, by the number of its place. Used anew for each.
const firsts: number[] = []
const sums: number[] = []
const loudest: number[] = []
const loudestRule: number[] = []

/** Words at one pointer, which for nearly all is the description. No text there begins with a new line. */
function keyOf(at: string, text: string): string {
  return at === '/description' ? text : `\n${at}\n${text}`
}
