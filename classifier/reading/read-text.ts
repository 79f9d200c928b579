import { among } from './per-word.ts'
import { isUnspaced, unspacedWordAt, type Word, wordAt } from './word.ts'

/** One word of a text, with where it stands in UTF-16 units. */
export type Token = { word: Word; start: number; end: number; beforeColon: boolean }

/**
 * What a sentence is for: `lead` is the first one, `body` says more of the tool, `inputs`, `outputs` and
 * `examples` are sections that describe something else than what the tool does.
 */
export type Section = 'lead' | 'body' | 'inputs' | 'outputs' | 'examples'
export type Sentence = {
  section: Section
  tokens: Token[]
  /** First token that a negation turns into its opposite, and the first after it that is meant again. */
  negatedFrom: number
  negatedTo: number
}

/** Splits a description into sentences of words. Reads at most `textLimit` characters. */
export function readText(text: string): Sentence[] {
  const sentences: Sentence[] = []
  let tokens: Token[] = []
  let section: Section = 'body'
  let at = 0
  const end = Math.min(text.length, textLimit)
  while (at < end && text.charCodeAt(at) <= 32) at++
  if (text[at] === '[' || text[at] === '<') at = afterBracket(text, at)
  const finish = (colon: boolean) => {
    if (tokens.length === 0) return
    const announced = colon && tokens.length <= 3 ? sectionOf(tokens) : undefined
    if (colon && announced === undefined) return
    if (announced !== undefined) section = announced
    else sentences.push(sentenceOf(sentences.length === 0 ? 'lead' : section, tokens))
    tokens = []
  }
  while (at < end) {
    const code = text.charCodeAt(at)
    if (isWordCode(code)) {
      const start = at
      while (at < end && isWordCode(text.charCodeAt(at))) at++
      tokens.push({
        word: wordAt(text, start, at),
        start,
        end: at,
        beforeColon: text.charCodeAt(at) === colon,
      })
    } else if (isUnspaced(code)) {
      const found = unspacedWordAt(text, at)
      if (found !== null)
        tokens.push({ word: found.word, start: at, end: at + found.length, beforeColon: false })
      at += found?.length ?? 1
    } else {
      if (code === newline) finish(false)
      else if (code === colon) finish(isSpaceOrEnd(text, at + 1))
      else if (endsSentence(code) && (code > 127 || isSpaceOrEnd(text, at + 1))) finish(false)
      at++
    }
  }
  finish(false)
  return sentences
}

/** Where the text begins after a `[group]` or `<tag>` that stands first. */
function afterBracket(text: string, at: number): number {
  const close = text.indexOf(text[at] === '[' ? ']' : '>', at)
  return close > at && close < at + 60 && close < text.length - 10 ? close + 1 : at
}

/** Nobody describes a tool in more than this; what comes after is padding. */
export const textLimit = 1000
const newline = 10
const colon = 58

function sentenceOf(section: Section, tokens: Token[]): Sentence {
  let negatedFrom = 0
  while (negatedFrom < tokens.length && !isNegation(tokens[negatedFrom]!.word)) negatedFrom++
  if (negatedFrom === tokens.length) return { section, tokens, negatedFrom: 0, negatedTo: 0 }
  let negatedTo = negatedFrom + 1
  const end = Math.min(negatedFrom + negationReach, tokens.length)
  while (negatedTo < end && !isTurn(tokens[negatedTo]!.word)) negatedTo++
  return { section, tokens, negatedFrom, negatedTo }
}

/** A negation is not taken to reach further than this many words. */
const negationReach = 9
const isNegation = among(
  'not never no without cannot cant doesn don won isn aren didn wouldn shouldn unless instead nor neither rather avoid nothing',
)
const isTurn = among('but only just then otherwise however')

function isWordCode(code: number): boolean {
  if (code < 128) return wordCodes[code] === 1
  return code >= 0xc0 && code < 0x2000 && code !== 0xd7 && code !== 0xf7
}

const wordCodes = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9_]/.test(String.fromCharCode(code)) ? 1 : 0,
)

/** `.`, `!`, `?`, `;` and their full-width forms. */
function endsSentence(code: number): boolean {
  return (
    code === 46 ||
    code === 33 ||
    code === 63 ||
    code === 59 ||
    code === 0x3002 ||
    code === 0xff01 ||
    code === 0xff1b
  )
}

function isSpaceOrEnd(text: string, at: number): boolean {
  return at >= text.length || text.charCodeAt(at) <= 32
}

function sectionOf(heading: Token[]): Section | undefined {
  for (const { word } of heading) {
    const section = headings.get(word.text)
    if (section !== undefined) return section
  }
  return undefined
}

const headings = new Map<string, Section>([
  ...[
    'args',
    'arg',
    'arguments',
    'parameters',
    'params',
    'parameter',
    'inputs',
    'input',
    'required',
    'optional',
  ].map(word => [word, 'inputs'] as const),
  ...['returns', 'return', 'output', 'outputs', 'response', 'raises', 'result', 'results'].map(
    word => [word, 'outputs'] as const,
  ),
  ...['example', 'examples', 'usage', 'eg'].map(word => [word, 'examples'] as const),
  ...['note', 'notes', 'important', 'warning', 'description', 'caution', 'behavior'].map(
    word => [word, 'body'] as const,
  ),
])
