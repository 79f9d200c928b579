import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesOf, lanesOf } from './lanes.ts'
import { openLine } from './line.ts'
import type { AuditLine } from './types.ts'

/** A piece of a file that ends with a line's end, or with the file. Lines count from 1. */
export type LanePiece = {
  file: string
  line: number
  /** The offsets of its first byte, and behind its last one, without the line's end. */
  start: number
  end: number
  /** Null where these bytes are no line as the gateway has written it. */
  content: AuditLine | null
  bytes: Buffer
  lastFile: boolean
}

/** Goes through a lane, the oldest file first. */
export function* piecesOf(folder: string, lane: string): Generator<LanePiece> {
  const files = filesOf(folder, lane)
  for (const [index, file] of files.entries()) {
    const bytes = readFileSync(join(folder, lane, file))
    let line = 0
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(newline, start)
      const end = found < 0 ? bytes.length : found
      const content = openLine(bytes.toString('utf8', start, end))
      yield { file, line: ++line, start, end, content, bytes, lastFile: index === files.length - 1 }
      start = end + 1
    }
  }
}

/** All sound lines of a log, lane after lane. */
export function* linesOf(folder: string): Generator<{ lane: string; line: AuditLine }> {
  for (const lane of lanesOf(folder))
    for (const { content } of piecesOf(folder, lane)) if (content !== null) yield { lane, line: content }
}

const newline = 10
