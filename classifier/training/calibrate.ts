import { categoryCount, heads, type Weights } from '../model/weights.ts'
import { gradedCategories } from '../taxonomy.ts'
import type { Example } from './examples.ts'
import { type LearnOptions, learn } from './learn.ts'

/** An example with the server it comes from: folds are made of whole servers, as names leak. */
export type ServedExample = { server: string; example: Example }

/** What weights say of an example they were not learned from. */
type Held = { example: Example; scores: number[] }

/**
 * Learns weights from all examples, with the temperature and the thresholds of the heads chosen on folds of
 * servers that the weights of that fold never saw.
 */
export function calibrate(
  examples: ServedExample[],
  version: string,
  options: LearnOptions,
  folds: number,
): Weights {
  const foldOf = foldsOf(examples, folds)
  const held: Held[] = []
  for (let fold = 0; fold < folds; fold++) {
    const rest = examples.filter(({ server }) => foldOf.get(server) !== fold).map(({ example }) => example)
    const weights = learn(rest, version, options)
    for (const { server, example } of examples) {
      if (foldOf.get(server) === fold) held.push({ example, scores: scoresOf(example, weights) })
    }
  }
  const weights = learn(
    examples.map(({ example }) => example),
    version,
    options,
  )
  const shifts = heads.slice(categoryCount).map((_, head) => bestThreshold(held, head))
  const bias = weights.bias.map((value, head) =>
    head < categoryCount ? value : value - shifts[head - categoryCount]!,
  )
  return { ...weights, bias, temperature: bestTemperature(held) }
}

/** Spreads servers over folds, the ones with most examples first, so that folds are alike in size. */
function foldsOf(examples: ServedExample[], folds: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { server } of examples) counts.set(server, (counts.get(server) ?? 0) + 1)
  const servers = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return new Map(servers.map(([server], place) => [server, place % folds]))
}

export function scoresOf({ seen, category }: Example, weights: Weights): number[] {
  const scores = heads.map((_, head) => weights.bias[head]! / 100)
  weights.given[gradedCategories.indexOf(category)]!.forEach((value, head) => {
    scores[categoryCount + head]! += value / 100
  })
  for (const { key, voice } of seen) {
    const [rule, value] = key.split('\t') as [string, string]
    const own = weights.rules[rule]
    if (own === undefined || !Object.hasOwn(own, value)) continue
    const numbers = own[value]!
    for (let head = 0; head < categoryCount; head++) scores[head]! += (numbers[head]! * voice) / 100
    for (let pair = categoryCount; pair < numbers.length; pair += 2) {
      scores[numbers[pair]!]! += (numbers[pair + 1]! * voice) / 100
    }
  }
  return scores
}

/** The temperature under which the labels are likeliest. */
function bestTemperature(held: Held[]): number {
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY }
  for (let step = 60; step <= 180; step += 2) {
    const temperature = step / 100
    let loss = 0
    for (const { example, scores } of held) {
      const tempered = scores.slice(0, categoryCount).map(value => value / temperature)
      const highest = Math.max(...tempered)
      const total = highest + Math.log(tempered.reduce((sum, value) => sum + Math.exp(value - highest), 0))
      example.categories.forEach((wanted, c) => {
        loss -= example.weight * wanted * (tempered[c]! - total)
      })
    }
    if (loss < best.loss) best = { temperature, loss }
  }
  return best.temperature
}

/** The score, in hundredths, from which on a head had best say yes: where its F1 is highest. */
function bestThreshold(held: Held[], head: number): number {
  const judged = held
    .filter(({ example }) => example.others[head] !== null)
    .map(({ example, scores }) => ({ yes: example.others[head] === 1, score: scores[categoryCount + head]! }))
    .sort((a, b) => b.score - a.score)
  const positives = judged.filter(({ yes }) => yes).length
  let best = { f1: 0, threshold: 0 }
  let right = 0
  judged.forEach(({ yes, score }, place) => {
    if (yes) right++
    const f1 = (2 * right) / (place + 1 + positives)
    const next = judged[place + 1]?.score ?? score - 1
    if (f1 > best.f1 && next < score) best = { f1, threshold: (score + next) / 2 }
  })
  return Math.round(best.threshold * 100)
}
