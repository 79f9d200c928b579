import type { RuleWeights, ValueWeights, Weights } from '../model/weights.ts'

// Weights by the key of an example: rule id and term, or rule id, first term, link and second term, parted by tabs.

/** What a value is worth, where it is worth anything. */
export function weightsOf(rules: Weights['rules'], key: string): ValueWeights | undefined {
  const [rule, first, link, second] = key.split('\t') as [string, string, string?, string?]
  const own = rules[rule]
  if (link === undefined) return own?.single[first]
  return own?.joined[link]?.[first]?.[second!]
}

/** Weights laid out as they stand in the file. Strangers' words are keys here: no object has a prototype. */
export function laidOut(weights: Iterable<[key: string, weights: ValueWeights]>): Weights['rules'] {
  const rules: { [rule: string]: RuleWeights } = Object.create(null)
  for (const [key, own] of weights) {
    const [rule, first, link, second] = key.split('\t') as [string, string, string?, string?]
    rules[rule] ??= { single: Object.create(null), joined: Object.create(null) }
    const { single, joined } = rules[rule]
    if (link === undefined) {
      single[first] = own
      continue
    }
    joined[link] ??= Object.create(null)
    const firsts = joined[link]!
    firsts[first] ??= Object.create(null)
    firsts[first]![second!] = own
  }
  return rules
}

export function countOf(rules: Weights['rules']): number {
  return Object.values(rules).reduce(
    (sum, { single, joined }) =>
      sum +
      Object.keys(single).length +
      Object.values(joined)
        .flatMap(firsts => Object.values(firsts))
        .reduce((pairs, seconds) => pairs + Object.keys(seconds).length, 0),
    0,
  )
}
