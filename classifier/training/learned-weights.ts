import type { Frame, RuleWeights, WeightsFile } from '../model/weights.ts'

/** Weights as they are learned. */
export type Weights = Frame & {
  /** By the key of an example: rule id and term, or rule id, first term, link and second term, parted by tabs. */
  worths: ReadonlyMap<string, ValueWeights>
}

/** One number per category, then pairs of a head's place and its weight. In hundredths of log-odds. */
export type ValueWeights = readonly number[]

/** Weights as they stand in the file. The same weights in another order are another file. */
export function fileOf({ worths, ...frame }: Weights): WeightsFile {
  const terms = new Map<string, number>()
  const links = new Map<string, number>()
  const rules = new Map<string, { values: number[]; worths: string[] }>()
  for (const [key, own] of worths) {
    const [rule, first, link, second] = key.split('\t') as [string, string, string?, string?]
    const known = rules.get(rule) ?? { values: [], worths: [] }
    rules.set(rule, known)
    known.values.push(numberIn(terms, first), numberIn(links, link), numberIn(terms, second))
    known.worths.push(own.join(' '))
  }
  const byRule: { [rule: string]: RuleWeights } = Object.fromEntries(rules)
  return { ...frame, terms: [...terms.keys()], links: [...links.keys()], rules: byRule }
}

/** The number of a text, from 1 in the order of their coming; 0 for none. */
function numberIn(numbers: Map<string, number>, text: string | undefined): number {
  if (text === undefined) return 0
  const known = numbers.get(text) ?? numbers.size + 1
  numbers.set(text, known)
  return known
}
