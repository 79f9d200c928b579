import porter from 'natural/lib/natural/stemmers/porter_stemmer.js'
import stems from '../../data/stems.json' with { type: 'json' }

/**
 * The Porter stem of a lower-case word. Those of the words that the classifier knows stand in a file, as to find
 * them all out would be most of the time that it takes to load.
 */
export function stemOf(word: string): string {
  return known.get(word) ?? porter.stem(word)
}

const known = new Map<string, string>()
for (const [stem, words] of Object.entries(stems)) for (const word of words.split(' ')) known.set(word, stem)
