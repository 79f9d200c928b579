import { type Dict, dict, is, list, type Place, type Value } from './values.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const depthLimit = 40

/** What a value comes to; `whole` is false where something of it is not known. */
export type Part = { json: Json | undefined; whole: boolean }

/** A value as JSON, without what is not known; `whole` is false where something was left out. */
export function toJson(value: Value, special?: (value: Value) => Part | undefined): Part {
  let whole = true
  let left = 100_000
  const convert = (one: Value, depth: number): Json | undefined => {
    left -= 1
    const own = left > 0 && depth < depthLimit ? special?.(one) : undefined
    if (own !== undefined) {
      whole &&= own.whole
      return own.json
    }
    if (one === null || typeof one !== 'object') return one
    if (left > 0 && depth < depthLimit) {
      if (is(one, 'list')) {
        whole &&= !one.open
        return one.items.map(item => convert(item, depth + 1)).filter(item => item !== undefined)
      }
      if (is(one, 'dict')) {
        whole &&= !one.open
        return fromEntries(
          [...one.entries]
            .filter(([key]) => !String(key).startsWith('\0'))
            .map(([key, item]) => [String(key), convert(item, depth + 1)]),
        )
      }
      const inner = is(one, 'instance') ? one.members.get('value') : undefined
      if (inner !== undefined && typeof inner !== 'object') return inner
    }
    whole = false
    return undefined
  }
  const json = convert(value, 0)
  return { json, whole }
}

/** An object of entries that are there; a stranger's key is a member like any other. */
export function fromEntries(entries: [string, Json | undefined][]): { [key: string]: Json } {
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

/** JSON as a value of the code. */
export function fromJson(json: Json, at: Place): Value {
  if (Array.isArray(json))
    return list(
      json.map(item => fromJson(item, at)),
      'list',
      at,
    )
  if (typeof json !== 'object' || json === null) return json
  const made: Dict = dict([], at)
  for (const [key, item] of Object.entries(json)) made.entries.set(key, fromJson(item, at))
  return made
}
