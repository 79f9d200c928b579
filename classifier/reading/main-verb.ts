import { nounsToo } from './nouns-too.ts'
import { among } from './per-word.ts'
import { phrasalVerb } from './phrasal.ts'
import type { Sentence, Token } from './read-text.ts'
import type { Word } from './word.ts'

export type MainVerb = {
  token: Token
  /** Its place among the sentence's tokens. */
  place: number
  /** Whether nothing but fillers stands before it. */
  direct: boolean
}

/**
 * The main verb of a sentence that describes a tool: the first verb that is no filler, near its beginning. A word
 * that can be a noun as well counts only where no better one follows: "the order history is fetched".
 */
export function mainVerb({ tokens }: Sentence): MainVerb | null {
  const verb = firstVerb(tokens)
  return verb === null ? null : (deedOfWhatRuns(tokens, verb) ?? verb)
}

function firstVerb(tokens: Token[]): MainVerb | null {
  const end = Math.min(tokens.length, reach)
  let direct = true
  let second: MainVerb | null = null
  for (let place = 0; place < end; place++) {
    const token = tokens[place]!
    const { word } = token
    if (isOpener(word) && !(isEnabler(word) && enablesThing(tokens, place))) continue
    const together = phrasalAt(tokens, place)
    if (together !== null) return { token: together, place: place + 1, direct }
    if (word.verb !== '') {
      if (!mayBeNoun(tokens, place, direct)) return { token, place, direct }
      second ??= { token, place, direct }
    }
    direct = false
  }
  if (second?.direct) return second
  return openingVerb(tokens) ?? second
}

const reach = 14

function phrasalAt(tokens: Token[], place: number): Token | null {
  const first = tokens[place]!
  const second = tokens[place + 1]
  if (second === undefined || first.beforeColon) return null
  const word = phrasalVerb(first.word, second.word)
  return word === undefined ? null : { ...second, word, start: first.start }
}

/** Words with which sentences about tools begin, before they come to the point. */
const isOpener = among(
  'this the a an long double tool tools function method endpoint api mcp it that which will can could may would should must you your we i to for use used using uses allow allows allowing let lets enable enables enabling help helps helping ability able provide provides providing perform performs performing please simply quickly easily safely automatically permanently immediately programmatically directly first also then and is are be been being was has have do does when if by in on at of user users wants want needs need asks',
)

const isEnabler = among('enable enables')

/** "Enable a task", not "enables users to find tasks". */
function enablesThing(tokens: Token[], place: number): boolean {
  for (const { word } of tokens.slice(place + 1, place + 7)) {
    if (word.text === 'to' || word.text === 'you' || word.text.endsWith('ing')) return false
  }
  return place < 3 && tokens.length > place + 1
}

function mayBeNoun(tokens: Token[], place: number, direct: boolean): boolean {
  const { text, verb } = tokens[place]!.word
  if (text !== verb || !nounsToo.has(text)) return false
  if (place === 0 && text === 'note') return true
  return !direct || (place > 0 && isArticle(tokens[place - 1]!.word))
}

const isArticle = among('a an the this of your in on for')

/** Where only fillers are found, "provides" and "performs" are what is left to go by. */
function openingVerb(tokens: Token[]): MainVerb | null {
  const place = tokens.slice(0, 4).findIndex(({ word }) => word.verb !== '' && lastResorts.has(word.verb))
  return place === -1 ? null : { token: tokens[place]!, place, direct: true }
}

const lastResorts = new Set(['provide', 'perform', 'enable'])

/**
 * "Run masscan to find open ports", "execute sslscan, a scanner that lists ciphers", "execute clair for image
 * analysis": where what is run is known by its own name alone and only looks or computes, that is the deed.
 */
function deedOfWhatRuns(tokens: Token[], { token, place, direct }: MainVerb): MainVerb | null {
  if (!direct || token.word.verbKinds[0] !== 'run') return null
  let next = place + 1
  while (next < tokens.length && isArticle(tokens[next]!.word)) next++
  const named = next
  while (next < tokens.length && isOwnName(tokens[next]!.word)) next++
  if (next === named || next > named + 4) return null
  const deed = purposeAt(tokens, next)
  const kind = tokens[deed]?.word.verbKinds[0]
  return kind === 'look' || kind === 'compute' ? { token: tokens[deed]!, place: deed, direct } : null
}

function isOwnName(word: Word): boolean {
  return !endsName(word) && word.nounKinds.every(kind => kind === 'package')
}

const endsName = among('a an to for that which and or with on in against using from')

/** The place of the verb that says what something is for, from where its name has ended; -1 where none does. */
function purposeAt(tokens: Token[], from: number): number {
  const end = Math.min(tokens.length, from + reach)
  let place = from
  if (place < end && isArticle(tokens[place]!.word)) {
    while (place < end && !opensPurpose(tokens[place]!.word)) place++
  }
  if (place >= end || !opensPurpose(tokens[place]!.word)) return -1
  if (tokens[place]!.word.text !== 'for') return place + 1
  let last = -1
  for (place++; place < end && !endsName(tokens[place]!.word); place++) {
    last = tokens[place]!.word.verb === '' ? -1 : place
  }
  return last
}

const opensPurpose = among('to for that which')
