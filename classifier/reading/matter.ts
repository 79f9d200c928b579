import porter from 'natural/lib/natural/stemmers/porter_stemmer.js'
import words from '../../data/capability-words.json' with { type: 'json' }
import { perWord } from './per-word.ts'
import type { Word } from './word.ts'

/** What a word is about, as far as it matters for what a tool can do: secrets, mail, devices, costs. */
export type Matter = keyof typeof words

export const matters = Object.keys(words) as Matter[]

/** Places in `matters` of what a word is about. */
export const mattersOf: (word: Word) => readonly number[] = perWord(({ stem }) => byStem.get(stem) ?? none)

const none: readonly number[] = []
const byStem = new Map<string, number[]>()
matters.forEach((matter, place) => {
  for (const stem of new Set(words[matter].split(' ').map(word => porter.stem(word)))) {
    byStem.set(stem, [...(byStem.get(stem) ?? []), place])
  }
})
