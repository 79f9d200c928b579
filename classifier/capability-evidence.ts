import type { Observations } from './model/observe.ts'
import { categoryCount, heads, type Model } from './model/weights.ts'
import { textOf } from './rules/excerpt.ts'
import { rules } from './rules/index.ts'
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
  if (found.length === 0) return []
  weighHeads(seen, model)
  return found.flatMap(capability => {
    const place = strongest[headOf.get(capability)!]!
    if (place !== -1) {
      const rule = rules[seen.rules[place]!]!.id
      return [{ capability, rule, at: seen.at[place]!, excerpt: textOf(seen.excerpts[place]!, description) }]
    }
    const first = evidence.find(({ weight }) => weight > 0)
    return first === undefined ? [] : [{ capability, rule: first.rule, at: first.at, excerpt: first.excerpt }]
  })
}

const headOf = new Map(heads.map((head, place) => [head, place]))

/** Which observation speaks most for each head, or -1, and how much. Used anew for each definition. */
const strongest = new Int32Array(heads.length)
const most = new Float64Array(heads.length)

/** What has a place to point at goes before what is only a circumstance. */
function weighHeads(
  { count, values, rules, voices }: Observations,
  { worths, worthFrom, worthTo }: Model,
): void {
  strongest.fill(-1)
  most.fill(0)
  for (let place = 0; place < count; place++) {
    const value = values[place]!
    const rule = rules[place]!
    const voice = voices[rule]!
    const end = worthTo[value]!
    for (let next = worthFrom[value]! + categoryCount; next < end; next += 2) {
      const head = worths[next]!
      const weight = worths[next + 1]! * voice * shares[rule]!
      if (weight > most[head]!) {
        most[head] = weight
        strongest[head] = place
      }
    }
  }
}

const circumstanceShare = 0.2
const shares = Float64Array.from(rules, ({ circumstance }) => (circumstance ? circumstanceShare : 1))
