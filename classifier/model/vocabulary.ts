import type { Link, Term } from '../reading/term.ts'
import { rules } from '../rules/index.ts'

/** Something that a rule can see: a term, or two with what joins them. */
export type Value = { ruleIndex: number; first: Term; link?: Link | undefined; second?: Term | undefined }

/** Numbers what rules see, from 1. */
export type Vocabulary = {
  /** What has a number, by that number. */
  values: (Value | undefined)[]
  /** The numbers, by the place of the rule in `rules`. */
  tables: Table[]
  /** Whether what is seen for the first time gets a number. */
  open: boolean
}

/** A hash table with four numbers a cell: those of the two terms, that of the value, and one to keep cells aligned. */
type Table = { cells: Int32Array; used: number }

/** A vocabulary that takes in whatever is seen. */
export function openVocabulary(): Vocabulary {
  const tables = rules.map(() => ({ cells: new Int32Array(4 * 512), used: 0 }))
  return { values: [undefined], tables, open: true }
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
  const left = link === undefined ? first.id : first.id + link.id * linkStep
  const right = second === undefined ? 0 : second.id
  const place = placeOf(cells, left, right)
  if (cells[place] !== 0 || !vocabulary.open) return cells[place + 2]!
  return takeIn(vocabulary, place, left, right, { ruleIndex, first, link, second })
}

/** More than there are terms. */
const linkStep = 2 ** 20

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

function takeIn(vocabulary: Vocabulary, place: number, left: number, right: number, value: Value): number {
  const table = vocabulary.tables[value.ruleIndex]!
  const number = vocabulary.values.push(value) - 1
  table.cells[place] = left
  table.cells[place + 1] = right
  table.cells[place + 2] = number
  table.used++
  if (table.used * 8 > table.cells.length) grow(table)
  return number
}

function grow(table: Table): void {
  const old = table.cells
  table.cells = new Int32Array(old.length * 2)
  for (let from = 0; from < old.length; from += 4) {
    if (old[from] !== 0)
      table.cells.set(old.subarray(from, from + 3), placeOf(table.cells, old[from]!, old[from + 1]!))
  }
}
