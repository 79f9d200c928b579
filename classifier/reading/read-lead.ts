import { type MainVerb, mainVerb } from './main-verb.ts'
import { among } from './per-word.ts'
import type { Sentence, Token } from './read-text.ts'
import { type Sense, senseOf } from './sense.ts'
import type { NounKind, Word } from './word.ts'

/** The first sentence, in which an author says what a tool does. */
export type Lead = {
  sentence: Sentence
  main: MainVerb | null
  /** What the main verb amounts to. */
  sense: Sense | null
  /** What the thing is taken from: "from the list". */
  origins: readonly Word[]
  /** Other deeds that the sentence lists: "create, update and delete". */
  also: { token: Token; place: number; sense: Sense | null }[]
}

type World = ReadonlyMap<NounKind, string>

export function readLead(sentences: Sentence[], text: string, world: World): Lead | null {
  const sentence = leadAmong(sentences, world)
  if (sentence === undefined) return null
  const main = mainVerb(sentence)
  if (main === null) return { sentence, main, sense: null, origins: [], also: [] }
  const { objects, origins } = objectsAfter(sentence.tokens, main.place)
  return {
    sentence,
    main,
    sense: senseOf(main.token.word, objects, world, origins),
    origins,
    also: alsoIn(sentence, main, text, world),
  }
}

/**
 * The first sentence, unless it only assures that all is safe and one that follows at once shows harm, or names
 * no deed ("When using this tool, always use a filter") and one that follows at once does.
 */
function leadAmong(sentences: Sentence[], world: World): Sentence | undefined {
  const first = sentences[0]
  if (first?.section !== 'lead') return undefined
  if (isInstruction(first.tokens[0]!.word) && mainVerb(first) === null) {
    return sentences.slice(1, 4).find(next => next.section === 'body' && mainVerb(next)?.direct) ?? first
  }
  for (const [place, sentence] of sentences.slice(0, 4).entries()) {
    if (place > 0 && showsHarm(sentence, world)) return sentence
    if (!assures(sentence)) return first
  }
  return first
}

/** How a sentence begins that tells the caller how to use a tool rather than what it does. */
const isInstruction = among(
  'when always important note required deprecated must you never please workflow prerequisite caution warning tool this',
)

function assures({ tokens }: Sentence): boolean {
  return tokens.length <= 14 && tokens.some(({ word }) => isAssurance(word))
}

const isAssurance = among('safe safely harmless nothing readonly only risk')

function showsHarm(sentence: Sentence, world: World): boolean {
  const main = mainVerb(sentence)
  if (!main?.direct || (main.place >= sentence.negatedFrom && main.place < sentence.negatedTo)) return false
  const { objects, origins } = objectsAfter(sentence.tokens, main.place)
  const category = senseOf(main.token.word, objects, world, origins)?.category
  return category === 'Destructive' || category === 'Execute' || category === 'Financial'
}

/**
 * The words that follow a verb up to the preposition or colon that ends its object, head noun first, and those
 * after "from".
 */
export function objectsAfter(tokens: Token[], place: number): { objects: Word[]; origins: Word[] } {
  const words: Word[] = []
  let next = place + 1
  for (; next < tokens.length && next < place + 9 && !tokens[next - 1]!.beforeColon; next++) {
    const { word } = tokens[next]!
    if (endsObject(word)) break
    words.push(word)
  }
  const origins: Word[] = []
  if (tokens[next]?.word.text === 'from') {
    for (next++; next < tokens.length && origins.length < 5; next++) {
      const { word } = tokens[next]!
      if (endsObject(word)) break
      origins.push(word)
    }
  }
  return { objects: headFirst(words), origins }
}

const endsObject = among('from for with using by in on into via so which that based')

/** The words of the first noun phrase backwards, as its last word says what it is, then what it is of. */
export function headFirst(words: readonly Word[]): Word[] {
  const ordered: Word[] = []
  let place = 0
  while (place < words.length && (place === 0 || !endsPhrase(words[place]!))) place++
  for (let back = place - 1; back >= 0; back--) ordered.push(words[back]!)
  for (; place < words.length && !endsDeed(words[place]!); place++) ordered.push(words[place]!)
  return ordered
}

const endsPhrase = among('to of and or then as from for with in on by using at')
const endsDeed = among('and or then')

function alsoIn(sentence: Sentence, main: MainVerb, text: string, world: World): Lead['also'] {
  const { tokens, negatedFrom, negatedTo } = sentence
  const also: Lead['also'] = []
  const end = Math.min(tokens.length, 40)
  for (let place = main.place + 1; place < end; place++) {
    const token = tokens[place]!
    if (token.word.verb === '' || (place >= negatedFrom && place < negatedTo)) continue
    if (!isJoined(tokens[place - 1]!, token, text)) continue
    const { objects, origins } = objectsAfter(tokens, place)
    also.push({ token, place, sense: senseOf(token.word, objects, world, origins) })
  }
  return also
}

export function isJoined(before: Token, token: Token, text: string): boolean {
  if (isJoiner(before.word)) return true
  for (let at = before.end; at < token.start; at++) {
    const code = text.charCodeAt(at)
    if (code === comma || code === slash) return true
  }
  return false
}

const isJoiner = among('and or then to')
const comma = 44
const slash = 47
