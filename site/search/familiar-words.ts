import type { Manifest } from './index-files.ts'

/** One of the most frequent words, and how often it is found, as a power of two. */
export type FamiliarWord = { word: string; frequency: number }

/** The words that the manifest holds, in order. */
export function familiarWords({ words, frequencies }: Manifest): FamiliarWord[] {
  let before = ''
  return (words.match(/[A-Z][^A-Z]*/g) ?? []).map((packed, at) => {
    before = before.slice(0, packed.charCodeAt(0) - 65) + packed.slice(1)
    return { word: before, frequency: frequencies.charCodeAt(at) - 97 }
  })
}

/** Those that begin so, the most frequent first. */
export function completions(words: FamiliarWord[], beginning: string, most: number): FamiliarWord[] {
  let low = 0
  for (let high = words.length; low < high; ) {
    const middle = (low + high) >>> 1
    if (words[middle]!.word < beginning) low = middle + 1
    else high = middle
  }
  const found: FamiliarWord[] = []
  for (; words[low]?.word.startsWith(beginning); low += 1) found.push(words[low]!)
  return found.sort((a, b) => b.frequency - a.frequency).slice(0, most)
}

/**
 * Those that were probably meant: one slip of the finger away, two in a long word, counting two letters that changed
 * places as one. With `begun`, beginnings of words are compared. Nearest first, then most frequent.
 */
export function corrections(
  words: FamiliarWord[],
  typed: string,
  { begun, most }: { begun: boolean; most: number },
): FamiliarWord[] {
  const slips = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2
  if (slips === 0) return []
  const letters = lettersOf(typed)
  return words
    .flatMap(each => {
      const { word } = each
      if (word.length < typed.length - slips || (!begun && word.length > typed.length + slips)) return []
      const same = begun ? word.slice(0, typed.length + slips) : word
      if (differing(lettersOf(same) ^ letters) > 2 * slips + (begun ? slips : 0)) return []
      const distance = begun ? beginningDistance(typed, same, slips) : slipsBetween(typed, word, slips)
      return distance <= slips ? [{ each, distance }] : []
    })
    .sort((a, b) => a.distance - b.distance || b.each.frequency - a.each.frequency)
    .slice(0, most)
    .map(({ each }) => each)
}

/** How far the nearest beginning of a word is from what was typed. */
function beginningDistance(typed: string, word: string, most: number): number {
  let nearest = most + 1
  for (let length = typed.length - most; length <= typed.length + most; length += 1)
    nearest = Math.min(nearest, slipsBetween(typed, word.slice(0, length), most))
  return nearest
}

/** Letters missing, added, wrong or swapped with their neighbour; anything above `most` is as good as another. */
function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const wrong = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(wrong, above[j]! + 1, row[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, twoAbove[j - 2]! + 1)
    }
    twoAbove = above
    above = row
  }
  return above[b.length]!
}

/** The letters of a word as bits, to pass over nearly all words at once. */
function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) & 31)
  return letters
}

function differing(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count += 1
  return count
}
