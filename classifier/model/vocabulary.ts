import type { Link, Term } from '../reading/term.ts'
import { rules } from '../rules/index.ts'

/** Something that a rule can see: a term, or two with what joins them. */
export type Value = { ruleIndex: number; first: Term; link?: Link | undefined; second?: Term | undefined }

/** Numbers what rules see, from 1. */
export type Vocabulary = {
  /** The numbers, by the place of the rule in `rules`. */
  tables: Table[]
  /** How many values have a number. */
  count: number
  /** What has a number, by that number, where whatever is seen for the first time gets one; else null. */
  taken: (Value | undefined)[] | null
}

/** A hash table with four numbers a cell: those of the two terms, that of the value, and one to keep cells aligned. */
type Table = { cells: Int32Array; used: number }

/** A vocabulary that takes in whatever is seen. */
export function openVocabulary(): Vocabulary {
  return { tables: rules.map(() => tableFor(128)), count: 0, taken: [undefined] }
}

/** An empty table with room for so many values. */
export function tableFor(count: number): Table {
  let size = 16
  while (size < 2 * count) size *= 2
  return { cells: new Int32Array(4 * size), used: 0 }
}

/** The number of a value, or 0 where it has none. */
export function numberOf(
  vocabulary: Vocabulary,
  ruleIndex: number,
  first: Term,
  link?: Link,
  second?: Term,
): number {
  const { cells } = vocabulary.tables[ruleIndex]!
  const left = link === undefined ? first.id : leftOf(first.id, link)
  const right = second === undefined ? 0 : second.id
  const number = cells[placeOf(cells, left, right) + 2]!
  if (number !== 0 || vocabulary.taken === null) return number
  vocabulary.taken.push({ ruleIndex, first, link, second })
  return enter(vocabulary, ruleIndex, left, right)
}

/** What stands in a cell for a first term and a link. There are fewer terms than one link is from the next. */
export function leftOf(first: number, link: Link): number {
  return first + link.id * 2 ** 20
}

/** Where the cell of two numbers begins, or the free one that they would have. */
function placeOf(cells: Int32Array, left: number, right: number): number {
  const mask = cells.length - 1
  let place = ((Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b)) >>> 12) << 2
  for (; ; place += 4) {
    place &= mask
    const found = cells[place]!
    if (found === 0 || (found === left && cells[place + 1] === right)) return place
  }
}

/** Gives the next number to a value that has none. */
export function enter(vocabulary: Vocabulary, ruleIndex: number, left: number, right: number): number {
  const table = vocabulary.tables[ruleIndex]!
  if (++table.used * 8 > table.cells.length) grow(table)
  const place = placeOf(table.cells, left, right)
  table.cells[place] = left
  table.cells[place + 1] = right
  table.cells[place + 2] = ++vocabulary.count
  return vocabulary.count
}

function grow(table: Table): void {
  const old = table.cells
  table.cells = new Int32Array(old.length * 2)
  for (let from = 0; from < old.length; from += 4) {
    if (old[from] !== 0)
      table.cells.set(old.subarray(from, from + 3), placeOf(table.cells, old[from]!, old[from + 1]!))
  }
}
