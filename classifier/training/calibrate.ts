import { goesWith } from '../capabilities.ts'
import { headChance, probabilities } from '../model/score.ts'
import { categoryCount, givenIn, heads, type Model } from '../model/weights.ts'
import { capabilities, gradedCategories } from '../taxonomy.ts'
import type { Example } from './examples.ts'
import { type LearnOptions, learn } from './learn.ts'
import type { Weights } from './learned-weights.ts'

/** An example with the server it comes from: folds are made of whole servers, as names leak. */
export type ServedExample = {
  server: string
  example: Example
  /** It was labelled because a classifier was not sure of it. */
  picked?: boolean
}

/** What weights say of an example they were not learned from. */
type Held = { example: Example; picked: boolean; scores: Float64Array; given: Model['given'] }

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
    for (const { server, example, picked = false } of examples) {
      if (foldOf.get(server) === fold)
        held.push({ example, picked, scores: scoresOf(example, weights), given: givenIn(weights) })
    }
  }
  const weights = learn(
    examples.map(({ example }) => example),
    version,
    options,
  )
  const temperature = bestTemperature(held)
  const thresholds = heads.slice(categoryCount).map((_, head) => bestThreshold(held, head, temperature))
  return { ...weights, temperature, thresholds }
}

/** Spreads servers over folds, the ones with most examples first, so that folds are alike in size. */
function foldsOf(examples: ServedExample[], folds: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { server } of examples) counts.set(server, (counts.get(server) ?? 0) + 1)
  const servers = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return new Map(servers.map(([server], place) => [server, place % folds]))
}

function scoresOf({ seen }: Example, weights: Weights): Float64Array {
  const scores = Float64Array.from(heads, (_, head) => weights.bias[head]! / 100)
  for (const { key, voice } of seen) {
    const numbers = weights.worths.get(key)
    if (numbers === undefined) continue
    for (let head = 0; head < categoryCount; head++) scores[head]! += (numbers[head]! * voice) / 100
    for (let pair = categoryCount; pair < numbers.length; pair += 2) {
      scores[numbers[pair]!]! += (numbers[pair + 1]! * voice) / 100
    }
  }
  return scores
}

/**
 * The temperature under which the promised chance that the first category is the label's fits how often it is.
 * Doubtful tools were picked by the thousand: they count as much as the others together, and no more.
 */
function bestTemperature(held: Held[]): number {
  const pickedCount = held.filter(({ picked }) => picked).length
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY }
  for (let step = 60; step <= 200; step += 2) {
    const temperature = step / 100
    let loss = 0
    for (const { example, picked, scores } of held) {
      const first = scores.subarray(0, categoryCount)
      const highest = Math.max(...first)
      const total = first.reduce((sum, value) => sum + Math.exp((value - highest) / temperature), 0)
      const wanted = example.categories.indexOf(Math.max(...example.categories))
      const fit = first.indexOf(highest) === wanted ? 1 / total : Math.max(1e-9, 1 - 1 / total)
      loss -= Math.log(fit) / (picked ? pickedCount : held.length - pickedCount)
    }
    if (loss < best.loss) best = { temperature, loss }
  }
  return best.temperature
}

/** The probability from which on a head had best say yes: where its F1 is high and balanced. */
function bestThreshold(held: Held[], head: number, temperature: number): number {
  const judged = held
    .filter(({ example }) => example.others[head] !== null)
    .map(one => ({ yes: one.example.others[head] === 1, chance: chanceOf(one, head, temperature) }))
    .sort((a, b) => b.chance - a.chance)
  const positives = judged.filter(({ yes }) => yes).length
  let best = { worth: 0, threshold: 0.5 }
  let right = 0
  judged.forEach(({ yes, chance }, place) => {
    if (yes) right++
    const next = judged[place + 1]?.chance ?? 0
    if (right === 0 || next === chance) return
    const precision = right / (place + 1)
    const recall = right / positives
    const f1 = (2 * precision * recall) / (precision + recall)
    const worth = f1 + balance * Math.min(precision, recall)
    if (worth > best.worth) best = { worth, threshold: (chance + next) / 2 }
  })
  return Math.round(best.threshold * 1000) / 1000
}

/** How much a threshold counts for being as complete as it is right, besides its F1. */
const balance = 0.5

/** What the head would say of an example, nought where the likeliest category rules it out. */
function chanceOf({ example, scores, given }: Held, head: number, temperature: number): number {
  if (head >= capabilities.length) {
    const known = gradedCategories.map(category => (category === example.category ? 1 : 0))
    return headChance({ scores }, categoryCount + head, known, { given })
  }
  const chances = probabilities({ scores }, { temperature })
  const likeliest = gradedCategories[chances.indexOf(Math.max(...chances))]!
  if (!goesWith(capabilities[head]!, likeliest)) return 0
  return headChance({ scores }, categoryCount + head, chances, { given })
}
