import type { Weighed } from './model/score.ts'
import { categoryCount, heads } from './model/weights.ts'
import type { Capability, CapabilityEvidence, Evidence } from './types.ts'

/**
 * For each capability the place in the definition that speaks for it most. A capability that follows from the
 * category, as moving money does, rests on what the category rests on.
 */
export function capabilityEvidence(
  weighed: Weighed[],
  found: Capability[],
  evidence: Evidence[],
): CapabilityEvidence[] {
  return found.flatMap(capability => {
    const strongest = strongestFor(weighed, heads.indexOf(capability))
    if (strongest !== undefined) {
      const { rule, at, excerpt } = strongest
      return [{ capability, rule: rule.id, at, excerpt }]
    }
    const first = evidence.find(({ weight }) => weight > 0)
    return first === undefined ? [] : [{ capability, rule: first.rule, at: first.at, excerpt: first.excerpt }]
  })
}

/** What has a place to point at goes before what is only a circumstance. */
function strongestFor(weighed: Weighed[], head: number): Weighed | undefined {
  let best: Weighed | undefined
  let most = 0
  for (const one of weighed) {
    const weight = weightFor(one, head) * one.voice * (one.rule.circumstance ? circumstanceShare : 1)
    if (weight > most) {
      most = weight
      best = one
    }
  }
  return best
}

const circumstanceShare = 0.2

function weightFor({ weights }: Weighed, head: number): number {
  for (let pair = categoryCount; pair < weights.length; pair += 2) {
    if (weights[pair] === head) return weights[pair + 1]!
  }
  return 0
}
