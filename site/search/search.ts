import type { Found } from './index-files.ts'
import type { Filters, OpenIndex } from './open-index.ts'
import { rank } from './rank.ts'
import { type Reading, readWords, splitWord } from './read-words.ts'
import { isTelling, wordsOf } from './words.ts'

export type Query = { text: string; filters: Filters; servers: number; tools: number }

export type Answer = {
  servers: Found[]
  tools: Found[]
  /** How many tools have all the words that were asked for. */
  total: number
  /** Fewer than were asked for have all words, so some of those shown have only some of them. */
  partly: boolean
  /** Words that nothing has, and what was looked for in their place. */
  corrected: { typed: string; meant: string[] }[]
}

/** More words than this narrow nothing down any further. */
const mostWords = 8

/** What a query finds, best first: names before servers before descriptions, whole words before beginnings. */
export async function search(index: OpenIndex, query: Query): Promise<Answer> {
  const [filters, readings] = await Promise.all([
    index.filters(query.filters),
    readQuery(index, askedFor(query.text)),
  ])
  const ranked = rank({
    count: index.servers + index.tools,
    readings,
    filters,
    nameLengths: index.nameLengths,
    sections: [
      { from: 0, to: index.servers, most: query.servers },
      { from: index.servers, to: index.servers + index.tools, most: query.tools },
    ],
  })
  const [servers, tools] = await Promise.all(ranked.map(({ numbers }) => index.found(numbers)))
  return {
    servers: servers!,
    tools: tools!,
    total: ranked[1]!.total,
    partly: ranked[1]!.numbers.length > ranked[1]!.total,
    corrected: readings.flatMap(correction),
  }
}

/** Reads the words; one that nothing has is perhaps two. */
async function readQuery(index: OpenIndex, words: string[]): Promise<Reading[]> {
  const readings = await readWords(index, words)
  const unknown = new Set(
    readings
      .filter(({ variants, corrected }) => variants.length === 0 || corrected.length > 0)
      .map(({ typed }) => typed),
  )
  const split = words.flatMap(word => (unknown.has(word) ? (splitWord(index, word) ?? word) : word))
  return split.length === words.length ? readings : readWords(index, [...new Set(split)])
}

/** The words to look for, each once, the last one perhaps only begun. */
export function askedFor(text: string): string[] {
  const all = [...new Set(wordsOf(text, 300))]
  const telling = all.filter(isTelling)
  return (telling.length > 0 ? telling : all).slice(0, mostWords)
}

function correction({ typed, corrected }: Reading): Answer['corrected'] {
  return corrected.length === 0 ? [] : [{ typed, meant: corrected }]
}
