import type { Word } from '../reading/word.ts'

/**
 * What stands at a place of a definition. Most are never asked for, so it is told without making a text of it: a
 * text that is there anyhow, a stretch of the description, or two of these side by side.
 */
export type Excerpt = string | Stretch | Pair

/** From where to where it stands in the description, and the word that this is, where it is just one. */
type Stretch = { start: number; end: number; word?: Word }
type Pair = { first: string | Stretch; between: string; second: string }

/** What an excerpt of a definition with this description says. */
export function textOf(excerpt: Excerpt, description: string): string {
  if (typeof excerpt === 'string') return excerpt
  if ('between' in excerpt) return textOf(excerpt.first, description) + excerpt.between + excerpt.second
  return description.slice(excerpt.start, excerpt.end)
}

/** Whether two excerpts say the same, in whatever case. */
export function saySame(one: Excerpt, other: Excerpt, description: string): boolean {
  return one === other || lowerTextOf(one, description) === lowerTextOf(other, description)
}

function lowerTextOf(excerpt: Excerpt, description: string): string {
  if (typeof excerpt === 'object' && 'word' in excerpt && isAsWritten(excerpt, description))
    return excerpt.word!.spelling
  return textOf(excerpt, description).toLowerCase()
}

/** Words of the scripts that are written without spaces stand in the text in another language than they are known in. */
function isAsWritten({ start }: Stretch, description: string): boolean {
  return description.charCodeAt(start) < firstUnspaced
}

const firstUnspaced = 0x2e80

/** A number from 0 that is the same for excerpts that say the same in whatever case, and nearly never for others. */
export function fingerprint(excerpt: Excerpt, description: string): number {
  const quick = mix(0, excerpt, description)
  if (quick !== strange) return quick
  const text = lowerTextOf(excerpt, description)
  let print = 0
  for (let at = 0; at < text.length; at++) print = step(print, text.charCodeAt(at))
  return print
}

/** The fingerprint of what was mixed before and an excerpt, or `strange` where it holds letters beyond ASCII. */
function mix(print: number, excerpt: Excerpt, description: string): number {
  if (typeof excerpt === 'string') return mixText(print, excerpt, 0, excerpt.length)
  if ('between' in excerpt) {
    const first = mix(print, excerpt.first, description)
    const between = first === strange ? strange : mixText(first, excerpt.between, 0, excerpt.between.length)
    return between === strange ? strange : mixText(between, excerpt.second, 0, excerpt.second.length)
  }
  return mixText(print, description, excerpt.start, Math.min(excerpt.end, description.length))
}

function mixText(print: number, text: string, start: number, end: number): number {
  let mixed = print
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code >= 128) return strange
    mixed = step(mixed, code >= 65 && code <= 90 ? code + 32 : code)
  }
  return mixed
}

const strange = -1

function step(print: number, code: number): number {
  return (Math.imul(print, 31) + code) & 0x7fffffff
}
