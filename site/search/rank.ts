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

/** More words than any query has: the mark of what a filter leaves out. */
const left = 255

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
  const worth = new Uint16Array(count)
  const words = new Uint8Array(count)
  const seen = new Uint8Array(count)
  readings.forEach((reading, at) => {
    addWorth(reading, at + 1, { worth, words, seen })
  })
  leaveOut(filters, words)
  const shortness = worthOfLengths(nameLengths, readings.length)
  return sections.map(section => bestOf(section, readings.length, { words, worth, shortness }))
}

/** Marks what is not on all lists of the filters, so that it has no number of words that anybody asks for. */
function leaveOut(filters: Uint8Array[], words: Uint8Array): void {
  if (filters.length === 0) return
  const passed = new Uint8Array(words.length)
  for (const list of filters)
    visitStretches(list, (from, to) => {
      for (let number = from; number < to; number += 1) passed[number]! += 1
    })
  for (let number = 0; number < words.length; number += 1)
    if (passed[number] !== filters.length) words[number] = left
}

/**
 * Adds what one word is worth, once for each number: the best of where it stands and of what stands for it. `seen` has
 * for each number the last word, as its place, that was added to it.
 */
function addWorth(
  { variants }: Reading,
  place: number,
  { worth, words, seen }: { worth: Uint16Array; words: Uint8Array; seen: Uint8Array },
): void {
  const lists = variants
    .flatMap(({ lists, worth }) =>
      places.map(place => ({
        list: lists[place],
        worth: Math.round(worthIn[place] * worth * rarity(lists)),
      })),
    )
    .filter(({ list }) => list.length > 0)
    .sort((a, b) => b.worth - a.worth)
  for (const { list, worth: more } of lists)
    visitStretches(list, (from, to) => {
      for (let number = from; number < to; number += 1) {
        if (seen[number] === place) continue
        seen[number] = place
        words[number]! += 1
        worth[number]! += more
      }
    })
}

/**
 * A name that has hardly a word more than was asked for is more likely meant than one that says much else. What that
 * is worth, from which number on.
 */
function worthOfLengths(lengths: Manifest['nameLengths'], asked: number): [from: number, worth: number][] {
  return lengths.map(([from, words]) => [
    from,
    Math.round(worthOfShortness * Math.min(1, asked / Math.max(1, words))),
  ])
}

/** Rare words say more: from 1 to 2, by how long the lists are. */
function rarity(lists: Record<Place, Uint8Array>): number {
  const bytes = lists.name.length + lists.server.length + lists.text.length
  return 1 + Math.max(0, 15 - Math.log2(bytes + 1)) / 15
}

/** One pass over all there is, so what it does for each is as little as can be. */
function bestOf(
  { from, to, most }: Section,
  all: number,
  { words, worth, shortness }: { words: Uint8Array; worth: Uint16Array; shortness: [number, number][] },
): Ranked {
  const full = new Map<number, number[]>()
  const part = new Map<number, number[]>()
  // Of one word nothing can be had in part.
  const least = all < 2 ? all : all - 1
  let total = 0
  shortness.forEach(([start, more], at) => {
    const end = Math.min(to, shortness[at + 1]?.[0] ?? to)
    for (let number = Math.max(from, start); number < end; number += 1) {
      const has = words[number]!
      if (has < least || has > all) continue
      if (has === all) total += 1
      const byWorth = has === all ? full : part
      const equals = byWorth.get(worth[number]! + more)
      if (equals === undefined) byWorth.set(worth[number]! + more, [number])
      else if (equals.length < most) equals.push(number)
    }
  })
  return { numbers: [...inOrder(full), ...inOrder(part)].slice(0, most), total }
}

function inOrder(byWorth: Map<number, number[]>): number[] {
  return [...byWorth].sort(([a], [b]) => b - a).flatMap(([, equals]) => equals)
}
