import type { Observations } from './model/observe.ts'
import { heads, type Model } from './model/weights.ts'
import { rules } from './rules/index.ts'
import { textOf } from './rules/rule.ts'
import type { Capability, CapabilityEvidence, Evidence } from './types.ts'

/**
 * For each capability the place in the definition that speaks for it most. A capability that follows from the
 * category, as moving money does, rests on what the category rests on.
 */
export function capabilityEvidence(
  seen: Observations,
  model: Model,
  found: Capability[],
  evidence: Evidence[],
  description: string,
): CapabilityEvidence[] {
  return found.flatMap(capability => {
    const place = strongestFor(seen, model, heads.indexOf(capability))
    if (place !== -1) {
      const rule = rules[seen.rules[place]!]!.id
      return [{ capability, rule, at: seen.at[place]!, excerpt: textOf(seen.excerpts[place]!, description) }]
    }
    const first = evidence.find(({ weight }) => weight > 0)
    return first === undefined ? [] : [{ capability, rule: first.rule, at: first.at, excerpt: first.excerpt }]
  })
}

/** What has a place to point at goes before what is only a circumstance. */
function strongestFor(seen: Observations, model: Model, head: number): number {
  let best = -1
  let most = 0
  for (let place = 0; place < seen.count; place++) {
    const rule = seen.rules[place]!
    const weight = weightFor(seen.values[place]!, model, head) * seen.voices[rule]! * shares[rule]!
    if (weight > most) {
      most = weight
      best = place
    }
  }
  return best
}

const circumstanceShare = 0.2
const shares = rules.map(({ circumstance }) => (circumstance ? circumstanceShare : 1))

function weightFor(value: number, { headsFrom, headOf, headWeights }: Model, head: number): number {
  const end = headsFrom[value + 1]!
  for (let pair = headsFrom[value]!; pair < end; pair++) if (headOf[pair] === head) return headWeights[pair]!
  return 0
}
