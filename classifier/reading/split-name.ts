import { isUnspaced, unspacedWordAt, type Word, wordOf } from './word.ts'

/**
 * The words of an identifier in whatever style it is written:
 * `create_issue`, `createIssue`, `HTTPServer.list`, `post-/users/{id}`, `listV2Items`, `创建文件`.
 */
export function splitName(name: string): readonly Word[] {
  const known = splits.get(name)
  if (known !== undefined) return known
  const words = split(name)
  if (splits.size < splitLimit && name.length <= 60) splits.set(name, words)
  return words
}

/** Most parameters of the world share a few thousand names. */
const splits = new Map<string, readonly Word[]>()
const splitLimit = 20_000

function split(name: string): Word[] {
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
