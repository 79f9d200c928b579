import { digits } from './words/numbers.ts'

/** A piece of a stranger's text: shown as it is, or named because it would not be seen. */
export type Piece = { text: string; hidden: boolean }

const plainAscii = /^[ -~]*$/
/** Longest run of hidden characters that are named one by one. */
const namedRun = 8

/**
 * Characters that change what a reader sees without being seen: controls, format characters (direction marks,
 * zero-width ones, tags), line separators, private use, lone surrogates, blank letters and variation selectors.
 */
const hiddenCharacter =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180d]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/u
/** Emoji are written with some of them. Bounded, so that nothing long hides in a sequence. */
const emoji =
  /^(?:\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?(?:\u200d\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?){0,4}|[0-9#*]\ufe0f?\u20e3)/u
/** More marks on one letter than any writing needs; they would run over the lines around it. */
const stackedMarks = /^\p{M}{5,}/u

/**
 * Splits a stranger's text into what can be shown and what has to be named, such as `⟨U+202E⟩`.
 * With `block`, line breaks and tabs stay; a run of more than 8 hidden characters is counted instead.
 */
export function visiblePieces(
  text: string,
  { block = false, longest = Number.POSITIVE_INFINITY } = {},
): Piece[] {
  if (/^ *$/.test(text)) return [{ text: text === '' ? '⟨empty⟩' : '⟨blank⟩', hidden: true }]
  if (text.length <= longest + spared && plainAscii.test(text)) return [{ text, hidden: false }]
  const pieces: Piece[] = []
  let plain = ''
  let run: string[] = []
  const endPlain = () => {
    if (plain !== '') pieces.push({ text: plain, hidden: false })
    plain = ''
  }
  const endRun = () => {
    if (run.length > 0) pieces.push({ text: nameRun(run), hidden: true })
    run = []
  }
  const kept = shorten(text, longest)
  for (let at = 0; at < kept.length; ) {
    const { length, hidden } = nextPiece(kept, at, block)
    const piece = kept.slice(at, at + length)
    if (hidden) {
      endPlain()
      run.push(...piece)
    } else {
      endRun()
      plain += piece
    }
    at += length
  }
  endPlain()
  endRun()
  const left = text.length - kept.length
  return left === 0 ? pieces : [...pieces, { text: `⟨${digits(left)} more characters⟩`, hidden: true }]
}

/** The same as one string, for titles and attributes. */
export function visibleText(text: string, longest = Number.POSITIVE_INFINITY): string {
  return visiblePieces(text, { longest })
    .map(piece => piece.text)
    .join('')
}

/** JSON whose hidden characters are written as escapes: the same value, with nothing in it that is not seen. */
export function visibleJson(json: string): string {
  const everyHidden = new RegExp(hiddenCharacter.source, 'gu')
  return json.replace(everyHidden, character =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
          .map(unit => `\\u${unit.toString(16).padStart(4, '0')}`)
          .join(''),
  )
}

function nextPiece(text: string, at: number, block: boolean): { length: number; hidden: boolean } {
  const character = String.fromCodePoint(text.codePointAt(at)!)
  if (character > ' ' && character <= '~' && text.charCodeAt(at + 1) < 0x300)
    return { length: 1, hidden: false }
  if (block && (character === '\n' || character === '\t')) return { length: 1, hidden: false }
  const ahead = text.slice(at, at + 64)
  const picture = emoji.exec(ahead)
  if (picture) return { length: picture[0].length, hidden: false }
  const marks = stackedMarks.exec(ahead)
  if (marks) return { length: marks[0].length, hidden: true }
  return { length: character.length, hidden: hiddenCharacter.test(character) }
}

function nameRun(run: string[]): string {
  const first = run[0]!
  if (run.length === 1) return `⟨${codePoint(first)}⟩`
  if (run.every(character => character === first)) return `⟨${codePoint(first)} × ${digits(run.length)}⟩`
  if (run.length <= namedRun) return `⟨${run.map(codePoint).join(' ')}⟩`
  const named = run.slice(0, namedRun).map(codePoint).join(' ')
  return `⟨${named} and ${digits(run.length - namedRun)} more hidden characters⟩`
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

/** What is said in place of the rest takes this much room itself, so a few characters more are not cut off. */
const spared = 20

/** Cuts between characters, never inside one. */
function shorten(text: string, longest: number): string {
  if (text.length <= longest + spared) return text
  const cut = text.charCodeAt(longest - 1)
  return text.slice(0, cut >= 0xd800 && cut < 0xdc00 ? longest - 1 : longest)
}
