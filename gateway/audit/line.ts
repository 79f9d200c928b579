import { hash } from 'node:crypto'
import type { AuditLine } from './types.ts'

/** What the first line of a log names as the one before it. */
export const beginning = '0'.repeat(64)

/** A line as it goes to the file: so many of these bytes, which the next line is written over. */
export type SealedLine = { bytes: Buffer; length: number; hash: string }

/**
 * Seals a line, whose own members are given as JSON without the braces: JSON that ends with the SHA-256 of all
 * before it, which holds the hash of the line before. No line can be changed, taken out or put in without every
 * later one telling.
 */
export function sealLine({ seq, at, previous }: LinePlace, content: string): SealedLine {
  const open = `{"seq":${seq},"at":"${at}",${content},"previous":"${previous}"`
  const room = 3 * open.length + endLength
  const bytes = room <= scratch.length ? scratch : Buffer.alloc(room)
  const end = bytes.write(open)
  bytes[end] = closeBrace
  const seal = hash('sha256', bytes.subarray(0, end + 1), 'hex')
  return { bytes, length: end + bytes.write(`,"hash":"${seal}"}\n`, end, 'latin1'), hash: seal }
}

/** Lines are laid out where they are hashed and written from: whoever calls waits for both. */
const scratch = Buffer.alloc(24_576)
const closeBrace = 0x7d
/** Of what stands behind the line before the last one: `,"hash":"…"}` and the line end. */
const endLength = 76

/** Where a line stands in its lane. */
export type LinePlace = Pick<AuditLine, 'seq' | 'at' | 'previous'>

/** Reads a line without its end; null where it is none of ours, or not as it was written. */
export function openLine(text: string): AuditLine | null {
  const found = sealPattern.exec(text)
  if (found === null) return null
  const body = `${text.slice(0, found.index)}}`
  if (hash('sha256', body) !== found[1]) return null
  try {
    return { ...(JSON.parse(body) as Omit<AuditLine, 'hash'>), hash: found[1]! } as AuditLine
  } catch {
    return null
  }
}

/** Whether a text ends like a line, so that no dying process has left it unfinished. */
export function looksWhole(text: string): boolean {
  return sealPattern.test(text)
}

const sealPattern = /,"hash":"([0-9a-f]{64})"\}$/
