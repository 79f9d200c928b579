import lexicon from '../../data/lexicon.json' with { type: 'json' }
import translations from '../../data/translations.json' with { type: 'json' }
import { stemOf } from './stem.ts'
import { type Term, term } from './term.ts'

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
  /** In lower case, as it was written. */
  spelling: string
  /** Counts from 1; 0 where the word is not kept. */
  id: number
  /** What rules see it as. */
  as: { stem: Term; verb: Term; verbKinds: readonly Term[]; nounKinds: readonly Term[] }
}

/** Looks a lower-case word up. Results are kept, as the same few thousand words make up most text. */
export function wordOf(text: string): Word {
  const known = words.get(text)
  if (known !== undefined) return known
  const kept = words.size < wordLimit && text.length <= 40
  const word = makeWord(text, kept ? words.size + 1 : 0)
  if (kept) words.set(text, word)
  return word
}

/**
 * The word that stands in a text from `start` to `end`, in whatever case. The same as `wordOf` of it in lower
 * case, but without making a string of it where the word is known, which is nearly always.
 */
export function wordAt(text: string, start: number, end: number): Word {
  let hash = end - start
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + lowerCode(text.charCodeAt(at))) | 0
  let place = hash & placeMask
  for (; ; place = (place + 1) & placeMask) {
    const known = wordsByHash[place]
    if (known === undefined) break
    if (hashes[place] === hash && isSpelled(known.spelling, text, start, end)) return known
  }
  const word = wordOf(text.slice(start, end).toLowerCase())
  if (word.id !== 0 && word.spelling.length === end - start) {
    hashes[place] = hash
    wordsByHash[place] = word
  }
  return word
}

/** More places than there can be words, which stand at their hash or at the next place that was free. */
const placeMask = 0xffff
const hashes = new Int32Array(placeMask + 1)
const wordsByHash: (Word | undefined)[] = new Array(placeMask + 1).fill(undefined)

/** Only the letters of ASCII have one lower case whatever the language. */
function lowerCode(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}

function isSpelled(spelling: string, text: string, start: number, end: number): boolean {
  if (spelling.length !== end - start) return false
  for (let at = start; at < end; at++) {
    if (lowerCode(text.charCodeAt(at)) !== spelling.charCodeAt(at - start)) return false
  }
  return true
}

const unspacedWords: ReadonlyMap<string, string> = new Map(Object.entries(translations.unspaced))
const longestUnspaced = Math.max(...[...unspacedWords.keys()].map(word => word.length))
const firstUnspaced = 0x2e80
const lastUnspaced = 0xd7ff

/** Whether a character is of a script that puts no space between words, such as Chinese. */
export function isUnspaced(code: number): boolean {
  return code >= firstUnspaced && code <= lastUnspaced
}

/** The longest known word of such a script that stands at a place of a text, with its length there. */
export function unspacedWordAt(text: string, at: number): { word: Word; length: number } | null {
  for (let length = longestUnspaced; length > 0; length--) {
    const translation = unspacedWords.get(text.slice(at, at + length))
    if (translation !== undefined) return { word: wordOf(translation), length }
  }
  return null
}

const words = new Map<string, Word>()
const wordLimit = 50_000
const verbKinds = invert<VerbKind>(lexicon.verbs)
const nounKinds = invert<NounKind>(lexicon.nouns)
const nounKindsOfStem = new Map([...nounKinds].map(([noun, kinds]) => [stemOf(noun), kinds]))
const spacedTranslations: ReadonlyMap<string, string> = new Map(Object.entries(translations.spaced))
const verbOfStem = new Map<string, string>()
for (const verb of verbKinds.keys()) {
  const stem = stemOf(verb)
  if (!verbOfStem.has(stem)) verbOfStem.set(stem, verb)
}

function makeWord(spelling: string, id: number): Word {
  const text = spacedTranslations.get(spelling) ?? spelling
  const stem = text.length > 40 ? text.slice(0, 40) : stemOf(text)
  const verb = baseVerb(text, stem)
  const kinds = verbKinds.get(verb) ?? []
  const nouns = nounKinds.get(text) ?? nounKindsOfStem.get(stem) ?? []
  return {
    text,
    stem,
    verb,
    verbKinds: kinds,
    nounKinds: nouns,
    spelling,
    id,
    as: { stem: term(stem), verb: term(verb), verbKinds: kinds.map(term), nounKinds: nouns.map(term) },
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
