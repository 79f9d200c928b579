import words from '../../data/capability-words.json' with { type: 'json' }
import { perWord } from './per-word.ts'
import { stemOf } from './stem.ts'
import type { Word } from './word.ts'

/** What a word is about, as far as it matters for what a tool can do: secrets, mail, devices, costs. */
export type Matter = keyof typeof words

export const matters = Object.keys(words) as Matter[]

/** Places in `matters` of what a word is about. */
export const mattersOf: (word: Word) => readonly number[] = perWord(({ stem }) => byStem.get(stem) ?? none)

/** The first word of each matter, by its place in `matters`. */
export function firstOfEachMatter(words: readonly Word[]): Map<number, Word> {
  const found = new Map<number, Word>()
  for (const word of words) {
    for (const matter of mattersOf(word)) if (!found.has(matter)) found.set(matter, word)
  }
  return found
}

const none: readonly number[] = []
const byStem = new Map<string, number[]>()
matters.forEach((matter, place) => {
  for (const stem of new Set(words[matter].split(' ').map(stemOf))) {
    byStem.set(stem, [...(byStem.get(stem) ?? []), place])
  }
})
