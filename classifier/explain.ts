import type { Decision } from './decide.ts'
import type { Weighed } from './model/score.ts'
import { gradedCategories } from './taxonomy.ts'
import type { Evidence } from './types.ts'

/** Evidence that adds or takes less than this many log-odds is not worth a reader's time. */
const leastWeight = 0.25
const mostEvidence = 10

/**
 * What spoke for the category and against it, strongest first. Rules that saw the same words are told as one,
 * under the rule that had most to say; the weight is the log-odds between the category and its closest rival.
 */
export function explain(weighed: Weighed[], decision: Decision): Evidence[] {
  const own = gradedCategories.indexOf(decision.likeliest)
  const rival = gradedCategories.indexOf(decision.rival)
  const places = new Map<string, { evidence: Evidence; loudest: number }>()
  for (const { rule, at, excerpt, voice, weights } of weighed) {
    const weight = ((weights[own]! - weights[rival]!) * voice) / 100
    if (weight === 0) continue
    const key = `${at}\n${excerpt.toLowerCase()}`
    const known = places.get(key)
    if (known === undefined) {
      const evidence = { rule: rule.id, at, excerpt, toward: decision.likeliest, weight }
      places.set(key, { evidence, loudest: Math.abs(weight) })
      continue
    }
    known.evidence.weight += weight
    if (Math.abs(weight) > known.loudest) {
      known.loudest = Math.abs(weight)
      known.evidence.rule = rule.id
    }
  }
  return [...places.values()]
    .map(({ evidence }) => ({ ...evidence, weight: Math.round(evidence.weight * 100) / 100 }))
    .filter(({ weight }) => Math.abs(weight) >= leastWeight)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || (a.at < b.at ? -1 : 1))
    .slice(0, mostEvidence)
}
