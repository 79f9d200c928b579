import { hash } from 'node:crypto'
import type { AuditLine } from './types.ts'

/** What the first line of a log names as the one before it. */
export const beginning = '0'.repeat(64)

/**
 * The text of a line, whose own members are given as JSON without the braces: JSON that ends with the SHA-256 of all before it, which holds the hash of the line
 * before. No line can be changed, taken out or put in without every later one telling.
 */
export function sealLine(place: LinePlace, content: string): { text: string; hash: string } {
  const open = `{"seq":${place.seq},"at":"${place.at}",${content},"previous":"${place.previous}"`
  const seal = hash('sha256', `${open}}`)
  return { text: `${open},"hash":"${seal}"}\n`, hash: seal }
}

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
