import porter from 'natural/lib/natural/stemmers/porter_stemmer.js'
import matters from '../../data/capability-words.json' with { type: 'json' }
import lexicon from '../../data/lexicon.json' with { type: 'json' }

/** The words that the classifier knows by their stems, as `data/stems.json` has them. */
export function knownStems(): { [stem: string]: string } {
  const lists = [lexicon.verbs, lexicon.nouns, matters].flatMap(lists => Object.values(lists))
  const words = new Set(lists.flatMap(list => list.split(' ')))
  const byStem = new Map<string, string[]>()
  for (const word of [...words].sort()) {
    const stem = porter.stem(word)
    byStem.set(stem, [...(byStem.get(stem) ?? []), word])
  }
  return Object.fromEntries([...byStem].map(([stem, forms]) => [stem, forms.join(' ')]))
}
