import type { Word } from './word.ts'

/** A function that finds something out of each word once, however often it is asked. */
export function perWord<Fact>(find: (word: Word) => Fact): (word: Word) => Fact {
  const facts: (Fact | undefined)[] = []
  return word => {
    const known = facts[word.id]
    if (known !== undefined) return known
    const fact = find(word)
    if (word.id === 0) return fact
    while (facts.length <= word.id) facts.push(undefined)
    facts[word.id] = fact
    return fact
  }
}

/** A function that tells whether the text of a word is among some, parted by spaces. */
export function among(texts: string): (word: Word) => boolean {
  const known = new Set(texts.split(' '))
  return perWord(({ text }) => known.has(text))
}
