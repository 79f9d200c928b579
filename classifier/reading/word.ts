import porter from 'natural/lib/natural/stemmers/porter_stemmer.js'
import lexicon from '../../data/lexicon.json' with { type: 'json' }
import translations from '../../data/translations.json' with { type: 'json' }

export type VerbKind = keyof typeof lexicon.verbs
export type NounKind = keyof typeof lexicon.nouns

/** What is known of one word, whatever form or language it stands in. There is one object per spelling. */
export type Word = {
  /** Lower case, in English where the translation is known. */
  text: string
  /** Porter stem of `text`. */
  stem: string
  /** Base form where it can be a verb (`delete` for `deletes`, `deleting`, `deletion`), else empty. */
  verb: string
  verbKinds: readonly VerbKind[]
  nounKinds: readonly NounKind[]
}

/** Looks a lower-case word up. Results are kept, as the same few thousand words make up most text. */
export function wordOf(text: string): Word {
  const known = words.get(text)
  if (known !== undefined) return known
  const word = makeWord(text)
  if (words.size < wordLimit && text.length <= 40) words.set(text, word)
  return word
}

/** Words of languages that put no space between them, longest first match. */
export const unspacedWords: ReadonlyMap<string, string> = new Map(Object.entries(translations.unspaced))
export const longestUnspaced = Math.max(...[...unspacedWords.keys()].map(word => word.length))

const words = new Map<string, Word>()
const wordLimit = 50_000
const verbKinds = invert<VerbKind>(lexicon.verbs)
const nounKinds = invert<NounKind>(lexicon.nouns)
const nounKindsOfStem = new Map([...nounKinds].map(([noun, kinds]) => [porter.stem(noun), kinds]))
const spacedTranslations: ReadonlyMap<string, string> = new Map(Object.entries(translations.spaced))
const verbOfStem = new Map<string, string>()
for (const verb of verbKinds.keys())
  verbOfStem.set(porter.stem(verb), verbOfStem.get(porter.stem(verb)) ?? verb)

function makeWord(spelling: string): Word {
  const text = spacedTranslations.get(spelling) ?? spelling
  const stem = text.length > 40 ? text.slice(0, 40) : porter.stem(text)
  const verb = baseVerb(text, stem)
  return {
    text,
    stem,
    verb,
    verbKinds: verbKinds.get(verb) ?? [],
    nounKinds: nounKinds.get(text) ?? nounKindsOfStem.get(stem) ?? [],
  }
}

function baseVerb(text: string, stem: string): string {
  if (verbKinds.has(text)) return text
  if (!verbEnding.test(text)) return ''
  return verbOfStem.get(stem) ?? ''
}

const verbEnding = /(?:s|ed|ing|ion|ions|al|ment)$/

function invert<Kind extends string>(lists: Record<Kind, string>): Map<string, Kind[]> {
  const kinds = new Map<string, Kind[]>()
  for (const [kind, list] of Object.entries(lists) as [Kind, string][]) {
    for (const word of new Set(list.split(' '))) kinds.set(word, [...(kinds.get(word) ?? []), kind])
  }
  return kinds
}
