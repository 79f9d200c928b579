import type { Callable } from './run.ts'

// The values that reading code comes to: JavaScript's own primitives, things of ours for its objects, and
// "unknown" for whatever cannot be known without running something. Nothing here is an object of the code
// that is read: a stranger's names are keys of maps alone.

export type Key = string | symbol
export type Value = undefined | null | boolean | number | string | bigint | symbol | Thing | Unknown
/** What is not known, and whence it came: a package's name where its code was not read. */
export type Unknown = { kind: 'unknown'; origin: string }
export type Kind =
  | 'plain'
  | 'array'
  | 'function'
  | 'map'
  | 'set'
  | 'regexp'
  | 'promise'
  | 'date'
  | 'generator'
  | 'proxy'

/** A place in the source. `offset` counts UTF-16 units. */
export type Place = { file: string; text: string; offset: number; ours: boolean }
export type Slot = { value: Value; get: Value; set: Value; enumerable: boolean }

export type Thing = {
  kind: Kind
  proto: Thing | null
  members: Map<Key, Slot>
  /** Elements of an array, a set or a generator. */
  items: Value[] | null
  entries: Map<Value, Value> | null
  call: Callable | null
  /** True where it may have members or elements that are not known. */
  open: boolean
  /** What a promise came to, or a regular expression's source and flags. */
  inner: Value[]
  at: Place | null
}

export function unknown(origin = ''): Unknown {
  return origin === '' ? nothingKnown : { kind: 'unknown', origin }
}

const nothingKnown: Unknown = { kind: 'unknown', origin: '' }

export function thing(proto: Thing | null, kind: Kind = 'plain'): Thing {
  const items = kind === 'array' || kind === 'set' || kind === 'generator' ? [] : null
  const entries = kind === 'map' ? new Map<Value, Value>() : null
  return { kind, proto, members: new Map(), items, entries, call: null, open: false, inner: [], at: null }
}

export function isUnknown(value: Value): value is Unknown {
  return typeof value === 'object' && value !== null && value.kind === 'unknown'
}

export function isThing(value: Value): value is Thing {
  return typeof value === 'object' && value !== null && value.kind !== 'unknown'
}

export function isArray(value: Value): value is Thing & { items: Value[] } {
  return isThing(value) && value.kind === 'array'
}

export function isFunction(value: Value): value is Thing & { call: Callable } {
  return isThing(value) && value.call !== null
}

/** Sets a member without asking setters. */
export function define(target: Thing, key: Key, value: Value, enumerable = true): void {
  target.members.set(key, { value, get: undefined, set: undefined, enumerable })
}

/** Whether a value counts as true; null where that is not known. */
export function truth(value: Value): boolean | null {
  return isUnknown(value) ? null : Boolean(value)
}

/** One value for several that are possible: the lists together, else what is known, the last of it. */
export function join(values: Value[]): Value {
  const known = values.filter(value => !isUnknown(value) && value !== undefined && value !== null)
  if (known.length === 0) return values.find(isUnknown) ?? values.at(-1)
  const [first] = known
  if (known.length > 1 && known.every(isArray)) return joinArrays(known as Thing[])
  if (known.every(value => value === first)) return first
  // Yes or no: to take one of them would be to decide what is done next.
  return known.every(value => typeof value === 'boolean') ? unknown() : known.at(-1)
}

function joinArrays(arrays: Thing[]): Thing {
  const joined = thing(arrays[0]!.proto, 'array')
  joined.items = [...new Set(arrays.flatMap(array => array.items ?? []))]
  joined.open = arrays.some(array => array.open)
  return joined
}
