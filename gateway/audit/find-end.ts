import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf } from './lanes.ts'
import { beginning, openLine } from './line.ts'

/** Where a lane's chain ends, and what stands behind it in the last file that is no line. */
export type LaneEnd = {
  /** The number of the last file; 0 where there is none. */
  file: number
  seq: number
  hash: string
  /** The last line is whole, but for its end. */
  unended: boolean
  /** What a dying process left unfinished. */
  torn: { from: number; bytes: number; sha256: string } | null
}

/** Finds the end of a lane: the last line that is as it was written. */
export function findEnd(folder: string, lane: string): LaneEnd {
  const files = filesOf(folder, lane)
  const last = files.at(-1)
  if (last === undefined) return { file: 0, seq: 0, hash: beginning, unended: false, torn: null }
  const file = Number.parseInt(last, 10)
  for (const name of files.toReversed()) {
    const bytes = readFileSync(join(folder, lane, name))
    const found = lastLine(bytes)
    if (found === null && name !== files[0]) continue
    // What a file before the last one holds too much is for `verify` to tell.
    const rest = name === last ? bytes.subarray(found?.end ?? 0) : readFileSync(join(folder, lane, last))
    const from = name === last ? (found?.end ?? 0) : 0
    return {
      file,
      seq: found?.seq ?? 0,
      hash: found?.hash ?? beginning,
      unended: name === last && found?.unended === true,
      torn: rest.length === 0 ? null : { from, bytes: rest.length, sha256: hash('sha256', rest) },
    }
  }
  throw new Error('A lane with files has a first file.')
}

type Found = { seq: number; hash: string; end: number; unended: boolean }

/** The last sound line of a file and the offset behind it. */
function lastLine(bytes: Buffer): Found | null {
  let end = bytes.length
  while (end > 0) {
    const unended = bytes[end - 1] !== newline
    const start = bytes.lastIndexOf(newline, unended ? end - 1 : end - 2) + 1
    const line = openLine(bytes.toString('utf8', start, unended ? end : end - 1))
    if (line !== null) return { seq: line.seq, hash: line.hash, end, unended }
    end = start
  }
  return null
}

const newline = 10
