import { type Word, wordOf } from './word.ts'

/**
 * The words of an identifier in whatever style it is written:
 * `create_issue`, `createIssue`, `HTTPServer.list`, `post-/users/{id}`, `listV2Items`.
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
    if (part !== '') words.push(wordOf(part.toLowerCase()))
  }
  return words
}

/** Longer names are read up to here only. */
const nameLimit = 200
