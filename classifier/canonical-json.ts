/**
 * The canonical JSON text of a value (RFC 8785): keys sorted by UTF-16 code units, no white space.
 * ECMAScript's own number and string forms are the ones that RFC asks for. A key whose value is
 * `undefined` is left out, as in `JSON.stringify`. Nesting beyond `depthLimit` throws a `RangeError`.
 */
export function canonicalJson(value: unknown): string {
  return decoder.decode(canonicalBytes(value))
}

/** The same in UTF-8, which is quicker to make. What it gives back is overwritten by the next call. */
export function canonicalBytes(value: unknown): Uint8Array {
  length = 0
  write(value, 0)
  return bytes.subarray(0, length)
}

/** Far deeper than any real schema, far shallower than the stack. */
export const depthLimit = 200

const decoder = new TextDecoder()
const encoder = new TextEncoder()
let bytes = new Uint8Array(1 << 14)
let length = 0

function write(value: unknown, depth: number): void {
  if (depth > depthLimit) throw new RangeError(`nested deeper than ${depthLimit} levels`)
  if (typeof value === 'string') writeText(value)
  else if (value === null || typeof value !== 'object') writeAll(JSON.stringify(value) ?? 'null')
  else if (Array.isArray(value)) writeArray(value, depth + 1)
  else writeObject(value as { [key: string]: unknown }, depth + 1)
}

function writeArray(items: unknown[], depth: number): void {
  writeByte(openBracket)
  for (let place = 0; place < items.length; place++) {
    if (place > 0) writeByte(comma)
    write(items[place] ?? null, depth)
  }
  writeByte(closeBracket)
}

function writeObject(value: { [key: string]: unknown }, depth: number): void {
  writeByte(openBrace)
  let first = true
  for (const key of sorted(Object.keys(value))) {
    const member = value[key]
    if (member === undefined) continue
    if (!first) writeByte(comma)
    first = false
    writeText(key)
    writeByte(colon)
    write(member, depth)
  }
  writeByte(closeBrace)
}

/** A string with its quotes. Nearly all are of plain ASCII, which is copied letter by letter. */
function writeText(text: string): void {
  makeRoom(text.length + 2)
  let at = length
  bytes[at++] = quote
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place)
    if (code < 32 || code > 126 || code === quote || code === backslash) {
      writeAll(JSON.stringify(text))
      return
    }
    bytes[at++] = code
  }
  bytes[at++] = quote
  length = at
}

function writeAll(text: string): void {
  makeRoom(3 * text.length)
  length += encoder.encodeInto(text, bytes.subarray(length)).written
}

function writeByte(byte: number): void {
  makeRoom(1)
  bytes[length++] = byte
}

function makeRoom(count: number): void {
  if (length + count <= bytes.length) return
  const wide = new Uint8Array(2 * (length + count))
  wide.set(bytes)
  bytes = wide
}

const quote = 34
const backslash = 92
const comma = 44
const colon = 58
const openBracket = 91
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

/** Insertion is the quickest way for the few keys that most objects have. */
function sorted(keys: string[]): string[] {
  if (keys.length > 20) return keys.sort()
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next]!
    let place = next
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!
    keys[place] = key
  }
  return keys
}
