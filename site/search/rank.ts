import type { Manifest } from './index-files.ts'
import { visitStretches } from './number-lists.ts'
import type { Reading } from './read-words.ts'
import { type Place, places } from './shard.ts'

/** A range of numbers of which the best are wanted. */
export type Section = { from: number; to: number; most: number }
/** The best of a section, and how many of it have all words. */
export type Ranked = { numbers: number[]; total: number }

/** What a word is worth by where it stands. */
const worthIn = { name: 60, server: 28, text: 16 } as const satisfies Record<Place, number>

const worthOfShortness = 40

/**
 * Ranks what has all words, then what has all but one, by what its words are worth. Of equals the lower number comes
 * first: the index numbers short and frequent names first.
 */
export function rank({
  count,
  readings,
  filters,
  nameLengths,
  sections,
}: {
  count: number
  readings: Reading[]
  filters: Uint8Array[]
  nameLengths: Manifest['nameLengths']
  sections: Section[]
}): Ranked[] {
  const passed = new Uint8Array(count)
  for (const list of filters)
    visitStretches(list, (from, to) => {
      for (let number = from; number < to; number += 1) passed[number]! += 1
    })
  const worth = new Uint16Array(count)
  const words = new Uint8Array(count)
  for (const reading of readings) addWorth(reading, worth, words)
  addShortness(nameLengths, readings.length, worth)
  return sections.map(section => {
    const all = readings.length
    const full = bestOf(section, number => passed[number] === filters.length && words[number] === all, worth)
    if (full.numbers.length >= section.most || all < 2) return full
    const part = bestOf(
      section,
      number => passed[number] === filters.length && words[number] === all - 1,
      worth,
    )
    return {
      numbers: [...full.numbers, ...part.numbers].slice(0, section.most),
      total: full.total,
    }
  })
}

/** Adds what one word is worth, once for each number: the best of where it stands and of what stands for it. */
function addWorth({ variants }: Reading, worth: Uint16Array, words: Uint8Array): void {
  const lists = variants
    .flatMap(({ lists, worth }) =>
      places.map(place => ({
        list: lists[place],
        worth: Math.round(worthIn[place] * worth * rarity(lists)),
      })),
    )
    .filter(({ list }) => list.length > 0)
    .sort((a, b) => b.worth - a.worth)
  const seen = new Uint8Array(worth.length)
  for (const { list, worth: more } of lists)
    visitStretches(list, (from, to) => {
      for (let number = from; number < to; number += 1) {
        if (seen[number] === 1) continue
        seen[number] = 1
        words[number]! += 1
        worth[number]! += more
      }
    })
}

/** A name that has hardly a word more than was asked for is more likely meant than one that says much else. */
function addShortness(lengths: Manifest['nameLengths'], asked: number, worth: Uint16Array): void {
  lengths.forEach(([from, words], at) => {
    const more = Math.round(worthOfShortness * Math.min(1, asked / Math.max(1, words)))
    const to = lengths[at + 1]?.[0] ?? worth.length
    for (let number = from; number < to; number += 1) worth[number]! += more
  })
}

/** Rare words say more: from 1 to 2, by how long the lists are. */
function rarity(lists: Record<Place, Uint8Array>): number {
  const bytes = lists.name.length + lists.server.length + lists.text.length
  return 1 + Math.max(0, 15 - Math.log2(bytes + 1)) / 15
}

function bestOf(
  { from, to, most }: Section,
  counts: (number: number) => boolean,
  worth: Uint16Array,
): Ranked {
  const byWorth = new Map<number, number[]>()
  let total = 0
  for (let number = from; number < to; number += 1) {
    if (!counts(number)) continue
    total += 1
    const equals = byWorth.get(worth[number]!)
    if (equals === undefined) byWorth.set(worth[number]!, [number])
    else if (equals.length < most) equals.push(number)
  }
  const numbers = [...byWorth]
    .sort(([a], [b]) => b - a)
    .flatMap(([, equals]) => equals)
    .slice(0, most)
  return { numbers, total }
}
