/** Where a value stands in a text: `text.slice(start, end)`. */
export type Span = { start: number; end: number }
export type Member = Span & { key: string }

/** The members of the object that begins at an offset of a text which is known to be JSON. */
export function membersOf(text: string, offset: number): Member[] {
  const members: Member[] = []
  let at = skipSpace(text, offset) + 1
  for (;;) {
    at = skipSpace(text, at)
    if (text.charCodeAt(at) === closeBrace) return members
    const keyEnd = endOfString(text, at)
    const key = keyAt(text, at, keyEnd)
    // Behind the colon.
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = endOfValue(text, start)
    members.push({ key, start, end })
    at = skipSpace(text, end)
    if (text.charCodeAt(at) === comma) at++
  }
}

/** Where the value at a path of keys stands; null where something on the way is missing or no object. */
export function spanAt(text: string, from: Span, path: readonly string[]): Span | null {
  let span = from
  for (const step of path) {
    if (text.charCodeAt(span.start) !== openBrace) return null
    const member = membersOf(text, span.start).find(({ key }) => key === step)
    if (member === undefined) return null
    span = member
  }
  return { start: span.start, end: span.end }
}

const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c

function keyAt(text: string, start: number, end: number): string {
  const key = text.slice(start + 1, end - 1)
  return key.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : key
}

function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === quote) return endOfString(text, start)
  if (first !== openBrace && first !== openBracket) return endOfWord(text, start)
  let depth = 0
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at) - 1
    else if (code === openBrace || code === openBracket) depth++
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at + 1
  }
}

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return at + 1
  }
}

function endOfWord(text: string, start: number): number {
  let at = start
  while (at < text.length && !isEnd(text.charCodeAt(at))) at++
  return at
}

function isEnd(code: number): boolean {
  return code === comma || code === closeBrace || code === closeBracket || code <= 0x20
}

function skipSpace(text: string, offset: number): number {
  let at = offset
  while (text.charCodeAt(at) <= 0x20) at++
  return at
}
