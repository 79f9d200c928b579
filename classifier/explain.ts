import type { Decision } from './decide.ts'
import type { Observations } from './model/observe.ts'
import { tellsCategories } from './model/score.ts'
import type { Model } from './model/weights.ts'
import { fingerprint, saySame, textOf } from './rules/excerpt.ts'
import { rules } from './rules/index.ts'
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
  model: Model,
  { likeliest, rival }: Decision,
  description: string,
): Evidence[] {
  const own = gradedCategories.indexOf(likeliest)
  const other = gradedCategories.indexOf(rival)
  addUp(seen, model, own, other, description)
  return strongest(seen).map(spot => ({
    rule: rules[loudestRule[spot]!]!.id,
    at: seen.at[firsts[spot]!]!,
    excerpt: textOf(seen.excerpts[firsts[spot]!]!, description),
    toward: likeliest,
    weight: sums[spot]!,
  }))
}

// What is summed up of one definition, by the spot where it stands. Used anew for each.
let spots = 0
/** The first of the observations of a spot. */
const firsts: number[] = []
const sums: number[] = []
const loudest: number[] = []
const loudestRule: number[] = []

function addUp(
  seen: Observations,
  { worths, worthFrom }: Model,
  own: number,
  other: number,
  description: string,
): void {
  spots = 0
  latest.fill(-1)
  let spot = -1
  let last = -1
  for (let one = 0; one < seen.count; one++) {
    const rule = seen.rules[one]!
    if (tellsCategories[rule] === 0) continue
    const first = worthFrom[seen.values[one]!]!
    const weight = ((worths[first + own]! - worths[first + other]!) * seen.voices[rule]!) / 100
    if (weight === 0) continue
    if (spot === -1 || seen.excerpts[one] !== seen.excerpts[last] || seen.at[one] !== seen.at[last])
      spot = spotOf(seen, one, description)
    last = one
    sums[spot]! += weight
    if (Math.abs(weight) > loudest[spot]!) {
      loudest[spot] = Math.abs(weight)
      loudestRule[spot] = rule
    }
  }
}

/** The latest spot of each row, and the one before it in its row. Spots that say the same are in the same row. */
const latest = new Int32Array(128)
const before: number[] = []

/** The spot of an observation: that of the first one which says the same at the same place. */
function spotOf({ at, excerpts }: Observations, one: number, description: string): number {
  const excerpt = excerpts[one]!
  const row = (fingerprint(excerpt, description) + at[one]!.length) & (latest.length - 1)
  for (let spot = latest[row]!; spot !== -1; spot = before[spot]!) {
    const first = firsts[spot]!
    if (at[first] === at[one] && saySame(excerpts[first]!, excerpt, description)) return spot
  }
  before[spots] = latest[row]!
  latest[row] = spots
  firsts[spots] = one
  sums[spots] = 0
  loudest[spots] = 0
  return spots++
}

/** The spots with most to say for or against, strongest first. */
function strongest({ at }: Observations): number[] {
  const chosen: number[] = []
  for (let spot = 0; spot < spots; spot++) {
    sums[spot] = Math.round(sums[spot]! * 100) / 100
    const weight = Math.abs(sums[spot]!)
    if (weight < leastWeight) continue
    let place = chosen.length
    for (; place > 0; place--) {
      const weaker = chosen[place - 1]!
      const more = weight - Math.abs(sums[weaker]!)
      if (more < 0 || (more === 0 && at[firsts[spot]!]! >= at[firsts[weaker]!]!)) break
    }
    if (place === mostEvidence) continue
    for (let end = Math.min(chosen.length, mostEvidence - 1); end > place; end--)
      chosen[end] = chosen[end - 1]!
    chosen[place] = spot
  }
  return chosen
}
