import { type Term, term } from './term.ts'
import { isUnspaced, unspacedWordAt, type Word, wordAt, wordOf } from './word.ts'

/**
 * The words of an identifier in whatever style it is written:
 * `create_issue`, `createIssue`, `HTTPServer.list`, `post-/users/{id}`, `listV2Items`, `创建文件`.
 */
export function splitName(name: string): Word[] {
  const words: Word[] = []
  let start = 0
  const end = Math.min(name.length, nameLimit)
  for (let at = 0; at < end; at++) {
    const code = name.charCodeAt(at)
    if (code >= 128) return splitStrange(name)
    if (!isLetterOrDigit(code)) {
      if (at > start) words.push(wordAt(name, start, at))
      start = at + 1
    } else if (at > start && beginsWord(name, at, code, end)) {
      words.push(wordAt(name, start, at))
      start = at
    }
  }
  if (end > start) words.push(wordAt(name, start, end))
  return words
}

/** The same for the name of a parameter: most parameters of the world share a few thousand names. */
export function splitParameter(name: string): readonly Word[] {
  return knownName(name).words
}

/** The words of a parameter's name as one term, parted by spaces. */
export function wholeParameter(name: string): Term {
  const known = knownName(name)
  known.whole ??= term(known.words.map(word => word.text).join(' '))
  return known.whole
}

type Name = { words: readonly Word[]; whole: Term | null }

function knownName(name: string): Name {
  const known = names.get(name)
  if (known !== undefined) return known
  const made = { words: splitName(name), whole: null }
  if (names.size === nameCount) names = new Map()
  if (name.length <= 60) names.set(name, made)
  return made
}

let names = new Map<string, Name>()
const nameCount = 20_000

/** Whether a capital stands after a small letter, or before one and after another capital. */
function beginsWord(name: string, at: number, code: number, end: number): boolean {
  if (!isCapital(code)) return false
  return !isCapital(name.charCodeAt(at - 1)) || (at + 1 < end && isSmall(name.charCodeAt(at + 1)))
}

function isLetterOrDigit(code: number): boolean {
  return isSmall(code) || isCapital(code) || (code >= 48 && code <= 57)
}

function isSmall(code: number): boolean {
  return code >= 97 && code <= 122
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90
}

/** The same for names that hold other letters than those of English. */
function splitStrange(name: string): Word[] {
  const spaced = name
    .slice(0, nameLimit)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  const words: Word[] = []
  for (const part of spaced.split(/[^\p{L}\p{N}]+/u)) {
    if (part === '') continue
    if (isUnspaced(part.charCodeAt(0))) words.push(...unspacedWords(part))
    else words.push(wordOf(part.toLowerCase()))
  }
  return words
}

/** The words that are known of a name in a script without spaces; the whole of it where none is. */
function unspacedWords(part: string): Word[] {
  const words: Word[] = []
  for (let at = 0; at < part.length; ) {
    const found = unspacedWordAt(part, at)
    if (found !== null) words.push(found.word)
    at += found?.length ?? 1
  }
  return words.length > 0 ? words : [wordOf(part)]
}

/** Longer names are read up to here only. */
const nameLimit = 200
