import type { ToolDefinition, Verdict } from '../classifier/index.ts'
import { capabilityName } from './words/labels.ts'
import { poisonMeaning, speaksFor } from './words/why.ts'

/** Something that was seen at one place of a definition, and the part of the page that says more of it. */
export type Sign = {
  kind: 'for' | 'against' | 'power' | 'aimed'
  excerpt: string
  href: `#${string}`
  /** Number of a piece of evidence, as the list of evidence counts. */
  number?: number
  /** For those who do not see the colour: what it speaks for. */
  says: string
}

/** A run of text under the same signs; `ending` are those that end with it. */
export type Run = { text: string; signs: Sign[]; ending: Sign[] }

/** The signs that a verdict rests on, by the JSON Pointer to the text in which each stands. */
export function signsOf(verdict: Verdict): Map<string, Sign[]> {
  const signs = new Map<string, Sign[]>()
  const add = (at: string, sign: Sign) => {
    const there = signs.get(at)
    if (there) there.push(sign)
    else signs.set(at, [sign])
  }
  for (const { at, excerpt, kind } of verdict.poison)
    add(at, { kind: 'aimed', excerpt, href: '#aimed-at-the-model', says: poisonMeaning[kind] })
  verdict.evidence.forEach((each, index) => {
    const kind = speaksFor(each, verdict.category) ? 'for' : 'against'
    const { at, excerpt, toward } = each
    const says = `speaks ${each.weight > 0 ? 'for' : 'against'} ${toward}`
    add(at, { kind, excerpt, href: `#sign-${index + 1}`, number: index + 1, says })
  })
  for (const { at, excerpt, capability } of verdict.capabilityEvidence) {
    const says = `shows that it can ${capabilityName(capability)}`
    add(at, { kind: 'power', excerpt, href: `#can-${capability}`, says })
  }
  return signs
}

/** Cuts a text where signs begin and end. A sign whose words are not in the text is left out. */
export function markText(text: string, signs: readonly Sign[]): Run[] {
  const found = signs.flatMap(sign => placesOf(text, sign))
  if (found.length === 0) return [{ text, signs: [], ending: [] }]
  const cuts = [...new Set([0, text.length, ...found.flatMap(({ from, to }) => [from, to])])].sort(
    (a, b) => a - b,
  )
  return cuts.slice(0, -1).map((from, at) => {
    const to = cuts[at + 1]!
    const over = found.filter(place => place.from <= from && place.to >= to)
    return {
      text: text.slice(from, to),
      signs: over.map(({ sign }) => sign),
      ending: over.filter(place => place.to === to && isLast(place, found)).map(({ sign }) => sign),
    }
  })
}

/** A sign in pieces is named after its last one alone. */
function isLast({ sign, to }: Place, all: Place[]): boolean {
  return !all.some(place => place.sign === sign && place.to > to)
}

/** The texts of a definition that stand above its parameters, with what was seen in each. */
export function markedTexts({ name, title, description }: ToolDefinition, signs: Map<string, Sign[]>) {
  const texts = [
    { at: '/name', what: 'Name', text: name },
    { at: '/title', what: 'Title', text: title ?? '' },
    { at: '/description', what: 'Description', text: description ?? '' },
  ]
  return texts
    .filter(({ text }) => text !== '')
    .map(({ at, what, text }) => ({ what, text, signs: signs.get(at) ?? [] }))
}

/** Where a sign's words stand: once, or in pieces where they were shortened in the middle. */
function placesOf(text: string, sign: Sign): Place[] {
  const places: Place[] = []
  let after = 0
  for (const piece of sign.excerpt.split('…').map(piece => piece.trim())) {
    if (piece === '') continue
    const exact = text.indexOf(piece, after)
    const from = exact >= 0 ? exact : sameLength(text).indexOf(piece.toLowerCase(), after)
    if (from < 0) return []
    after = endOfWord(text, from + piece.length)
    places.push({ sign, from, to: after })
  }
  return places
}

type Place = { sign: Sign; from: number; to: number }

/** An excerpt may have been cut within a word. */
function endOfWord(text: string, end: number): number {
  if (!/\w/.test(text[end - 1] ?? '')) return end
  const [rest = ''] = /^[a-z]{0,20}/.exec(text.slice(end, end + 20)) ?? []
  return end + rest.length
}

/** Lower case where that does not move the characters after it. */
function sameLength(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}
