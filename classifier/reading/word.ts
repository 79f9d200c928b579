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
  const word = makeWord(text, kept ? wordsById.length : 0)
  if (!kept) return word
  wordsById.push(word)
  words.set(text, word)
  return word
}

/**
 * The word that stands in a text from `start` to `end`, in whatever case. The same as `wordOf` of it in lower
 * case, but without making a string of it where the word is known, which is nearly always.
 */
export function wordAt(text: string, start: number, end: number): Word {
  if (end - start > longestPacked) return wordOf(text.slice(start, end).toLowerCase())
  const first = packed(text, start, Math.min(start + 5, end))
  const second = packed(text, start + 5, Math.min(start + 10, end))
  const third = packed(text, start + 10, end)
  if (first === strange || second === strange || third === strange)
    return wordOf(text.slice(start, end).toLowerCase())
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35)
  let cell = (mixed >>> 16) << 2
  for (; cells[cell + 3] !== 0; cell = (cell + 4) & cellMask) {
    if (cells[cell] === first && cells[cell + 1] === second && cells[cell + 2] === third)
      return wordsById[cells[cell + 3]!]!
  }
  const word = wordOf(text.slice(start, end).toLowerCase())
  if (word.id !== 0) {
    cells[cell] = first
    cells[cell + 1] = second
    cells[cell + 2] = third
    cells[cell + 3] = word.id
  }
  return word
}

/** The letters of a word, five by five, and its id. More cells than there can be words. */
const cells = new Int32Array(4 * 0x10000)
const cellMask = cells.length - 1
const longestPacked = 15

/** Up to five letters as one number, in whatever case, or `strange` where one is no letter or digit of ASCII. */
function packed(text: string, start: number, end: number): number {
  let letters = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const letter = code < 128 ? letterCodes[code]! : 0
    if (letter === 0) return strange
    letters = (letters << 6) | letter
  }
  return letters
}

const strange = -1
const letterCodes = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, 1 + 'abcdefghijklmnopqrstuvwxyz0123456789_'.indexOf(String.fromCharCode(code).toLowerCase())),
)

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
const wordsById: (Word | undefined)[] = [undefined]
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
