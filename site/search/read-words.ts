import { completions, corrections } from './familiar-words.ts'
import type { OpenIndex } from './open-index.ts'
import { relatedWords } from './related-words.ts'
import type { WordLists } from './shard.ts'

/** A word that may stand for one that was asked for: how much it counts beside it, and where it is found. */
export type Variant = { lists: WordLists; worth: number }
/** What was read for one word of a query. */
export type Reading = { typed: string; variants: Variant[]; corrected: string[] }

/** Bytes of shards that one query may fetch; what is found comes on top of them. */
const budget = 96_000
const mostCompletions = 12
const mostCorrections = 3
/** Of a word that fewer than so many have, a like one that a hundred times as many have was perhaps meant. */
const rare = 4

/** Worth of a word beside the very word that was asked for. */
const worthOf = { itself: 1, completion: 0.6, correction: 0.5, related: 0.75 }

/**
 * Reads the lists of all words within the budget. The rarest are read first, for they say most; the last word counts
 * as begun. A word for which the budget is used up is left out of the query.
 */
export async function readWords(index: OpenIndex, words: string[]): Promise<Reading[]> {
  let left = budget
  const afford = (word: string) => {
    const cost = index.cost(index.shardOf(word))
    if (cost > left) return false
    left -= cost
    void index.shard(index.shardOf(word)).catch(() => {})
    return true
  }
  const asked = [...words]
    .sort((a, b) => (index.frequencyOf.get(a) ?? 0) - (index.frequencyOf.get(b) ?? 0))
    .filter((word, at) => afford(word) || at === 0)
  const readings = await Promise.all(
    asked.map(async typed => ({
      typed,
      begun: typed === words.at(-1),
      shard: await index.shard(index.shardOf(typed)),
    })),
  )
  return Promise.all(
    readings.map(async ({ typed, begun, shard }) => {
      const itself = shard.get(typed)
      const completed = begun ? completionsOf(index, typed, shard).filter(afford) : []
      const known = (itself ? 2 ** (index.frequencyOf.get(typed) ?? 0) : 0) + completed.length * rare
      const corrected =
        known >= rare
          ? []
          : corrections(index.familiar, typed, { begun, most: mostCorrections })
              .filter(({ word, frequency }) => word !== typed && (known === 0 || frequency > 8))
              .map(({ word }) => word)
              .filter(afford)
      const related = relatedWords(typed).filter(word => index.frequencyOf.has(word) && afford(word))
      const variants = await Promise.all([
        ...(itself ? [{ lists: itself, worth: worthOf.itself }] : []),
        ...completed.map(word =>
          variantOf(index, word, worthOf.completion * (0.6 + (0.4 * typed.length) / word.length)),
        ),
        ...corrected.map(word => variantOf(index, word, worthOf.correction)),
        ...related.map(word => variantOf(index, word, worthOf.related)),
      ])
      return {
        typed,
        variants: variants.flatMap(variant => variant ?? []),
        corrected: itself ? [] : corrected,
      }
    }),
  )
}

/** The familiar words that begin so, and the rarer ones that stand beside it. */
function completionsOf(index: OpenIndex, typed: string, shard: Map<string, WordLists>): string[] {
  const familiar = completions(index.familiar, typed, mostCompletions).map(({ word }) => word)
  const beside = [...shard.keys()].filter(word => word.startsWith(typed)).slice(0, mostCompletions)
  return [...new Set([...familiar, ...beside])].filter(word => word !== typed).slice(0, 2 * mostCompletions)
}

async function variantOf(index: OpenIndex, word: string, worth: number): Promise<Variant | null> {
  const lists = (await index.shard(index.shardOf(word))).get(word)
  return lists ? { lists, worth } : null
}

/** Two familiar words that were typed as one, such as `searchweb`; the split whose rarer half is the most frequent. */
export function splitWord(index: OpenIndex, typed: string): [string, string] | null {
  let best: [string, string] | null = null
  let most = -1
  for (let at = 3; at <= typed.length - 2; at += 1) {
    const halves: [string, string] = [typed.slice(0, at), typed.slice(at)]
    const least = Math.min(...halves.map(half => index.frequencyOf.get(half) ?? -1))
    if (least > most) {
      best = halves
      most = least
    }
  }
  return best
}
