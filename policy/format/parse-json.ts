/** A JSON value whose objects have no prototype, so that no key of theirs means anything to JavaScript. */
export type StrictJson = null | boolean | number | string | StrictJson[] | { [key: string]: StrictJson }
export type ParsedJson =
  | { ok: true; value: StrictJson }
  | { ok: false; at: string; offset: number; message: string }
/** Called for every value with its JSON Pointer and where it begins in the text. */
export type OnValue = (pointer: string, offset: number) => void

/** Deeper than any honest call; a thousand brackets would otherwise end the process. */
export const deepest = 128

/**
 * Reads JSON as RFC 8259 has it, and refuses what two readers could understand differently: a key that stands
 * twice in one object, and a number that a double cannot hold (beyond 2^53 - 1).
 */
export function parseJson(text: string, onValue?: OnValue): ParsedJson {
  const reader: Reader = { text, offset: 0, onValue, path: [] }
  try {
    skipSpace(reader)
    const value = readValue(reader)
    skipSpace(reader)
    if (reader.offset < text.length) throw fault(reader, 'more text stands after the end of the JSON')
    return { ok: true, value }
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    return { ok: false, at: error.at, offset: error.offset, message: error.message }
  }
}

/** The JSON Pointer (RFC 6901) of a path of keys and indexes. */
export function pointer(path: readonly (string | number)[]): string {
  let text = ''
  for (const step of path)
    text += `/${typeof step === 'string' && special.test(step) ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step}`
  return text
}

const special = /[~/]/

type Reader = { text: string; offset: number; onValue: OnValue | undefined; path: (string | number)[] }

class JsonFault extends Error {
  at: string
  offset: number
  constructor(at: string, offset: number, message: string) {
    super(message)
    this.at = at
    this.offset = offset
  }
}

function fault(reader: Reader, message: string, offset = reader.offset): JsonFault {
  return new JsonFault(pointer(reader.path), offset, message)
}

function readValue(reader: Reader): StrictJson {
  reader.onValue?.(pointer(reader.path), reader.offset)
  const first = reader.text[reader.offset]
  if (first === '{') return readObject(reader)
  if (first === '[') return readArray(reader)
  if (first === '"') return readString(reader)
  if (first === 't') return readWord(reader, 'true', true)
  if (first === 'f') return readWord(reader, 'false', false)
  if (first === 'n') return readWord(reader, 'null', null)
  return readNumber(reader)
}

function readObject(reader: Reader): StrictJson {
  const object: { [key: string]: StrictJson } = Object.create(null)
  enter(reader)
  if (closes(reader, '}')) return object
  for (;;) {
    const keyOffset = reader.offset
    if (reader.text[keyOffset] !== '"') throw fault(reader, 'a key in double quotes is missing here')
    const key = readString(reader)
    if (key in object) throw fault(reader, `the key ${JSON.stringify(key)} stands twice`, keyOffset)
    skipSpace(reader)
    if (reader.text[reader.offset] !== ':') throw fault(reader, 'a colon is missing here')
    reader.offset++
    skipSpace(reader)
    reader.path.push(key)
    object[key] = readValue(reader)
    reader.path.pop()
    if (!continues(reader, '}')) return object
  }
}

function readArray(reader: Reader): StrictJson {
  const array: StrictJson[] = []
  enter(reader)
  if (closes(reader, ']')) return array
  for (;;) {
    reader.path.push(array.length)
    array.push(readValue(reader))
    reader.path.pop()
    if (!continues(reader, ']')) return array
  }
}

function enter(reader: Reader): void {
  if (reader.path.length >= deepest) throw fault(reader, `it is nested more than ${deepest} deep`)
  reader.offset++
  skipSpace(reader)
}

function closes(reader: Reader, end: string): boolean {
  if (reader.text[reader.offset] !== end) return false
  reader.offset++
  return true
}

function continues(reader: Reader, end: string): boolean {
  skipSpace(reader)
  if (closes(reader, end)) return false
  if (reader.text[reader.offset] !== ',') throw fault(reader, `a comma or ${end} is missing here`)
  reader.offset++
  skipSpace(reader)
  return true
}

function readString(reader: Reader): string {
  const { text } = reader
  const start = reader.offset
  let escaped = false
  let end = start + 1
  for (let code = text.charCodeAt(end); code !== 34; code = text.charCodeAt(++end)) {
    if (code === 92) {
      escaped = true
      end++
    } else if (!(code >= 32))
      throw fault(reader, 'this string is not closed, or holds a raw control character')
  }
  reader.offset = end + 1
  if (!escaped) return text.slice(start + 1, end)
  try {
    return JSON.parse(text.slice(start, end + 1)) as string
  } catch {
    throw fault(reader, 'this string holds an escape that JSON does not have', start)
  }
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

function readNumber(reader: Reader): number {
  const offset = reader.offset
  numberPattern.lastIndex = offset
  const found = numberPattern.exec(reader.text)
  if (found === null) throw fault(reader, 'a value is missing here')
  reader.offset = numberPattern.lastIndex
  const number = Number(found[0])
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw fault(reader, 'this number is beyond 2^53 - 1, and programs would read it differently', offset)
  return number
}

function readWord<Value extends StrictJson>(reader: Reader, word: string, value: Value): Value {
  if (!reader.text.startsWith(word, reader.offset)) throw fault(reader, 'a value is missing here')
  reader.offset += word.length
  return value
}

function skipSpace(reader: Reader): void {
  const { text } = reader
  for (;;) {
    const code = text.charCodeAt(reader.offset)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
    reader.offset++
  }
}
