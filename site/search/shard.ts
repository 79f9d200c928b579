import { packNumbers } from './number-lists.ts'

/** Where a word stands in what is found: in its name, in its server's name, or in what is said of it. */
export const places = ['name', 'server', 'text'] as const
export type Place = (typeof places)[number]
/** For each place the packed numbers of what has the word there. */
export type WordLists = Record<Place, Uint8Array>

/** The bytes of a shard: words in order, each without what it shares with the one before, then their lists. */
export function packShard(words: { word: string; lists: Record<Place, ArrayLike<number>> }[]): Uint8Array {
  const head: number[] = []
  const lists: Uint8Array[] = []
  const number = (value: number) => {
    let left = value
    while (left > 127) {
      head.push((left & 127) | 128)
      left >>>= 7
    }
    head.push(left)
  }
  const encoder = new TextEncoder()
  number(words.length)
  let before: Uint8Array = new Uint8Array(0)
  for (const { word, lists: own } of words) {
    const bytes = encoder.encode(word)
    let shared = 0
    while (shared < before.length && shared < bytes.length && before[shared] === bytes[shared]) shared += 1
    number(shared)
    number(bytes.length - shared)
    head.push(...bytes.subarray(shared))
    for (const place of places) {
      const packed = packNumbers(own[place])
      number(packed.length)
      lists.push(packed)
    }
    before = bytes
  }
  return Buffer.concat([Uint8Array.from(head), ...lists])
}

/** Reads a shard. The lists stay packed, for most are not needed. */
export function readShard(bytes: Uint8Array): Map<string, WordLists> {
  let at = 0
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  const decoder = new TextDecoder()
  const heads: { word: string; lengths: number[] }[] = []
  let before: Uint8Array = new Uint8Array(0)
  // Bytes that are no shard, as after a broken transfer, are read no further than they go.
  for (let left = number(); left > 0 && at < bytes.length; left -= 1) {
    const shared = Math.min(number(), before.length)
    const length = Math.min(number(), bytes.length - at)
    const word = new Uint8Array(shared + length)
    word.set(before.subarray(0, shared))
    word.set(bytes.subarray(at, at + length), shared)
    at += length
    heads.push({ word: decoder.decode(word), lengths: places.map(number) })
    before = word
  }
  const next = (length: number) => {
    const from = at
    at += length
    return bytes.subarray(from, at)
  }
  return new Map(
    heads.map(({ word, lengths: [name, server, text] }) => [
      word,
      { name: next(name!), server: next(server!), text: next(text!) },
    ]),
  )
}
