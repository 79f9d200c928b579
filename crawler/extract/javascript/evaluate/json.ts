import { call } from './call.ts'
import { entriesOf, get } from './members.ts'
import { type Run, spend } from './run.ts'
import { define, isArray, isFunction, isThing, isUnknown, type Thing, thing, type Value } from './values.ts'

/** How deep a value of JSON may be. */
const depthLimit = 60

/**
 * A value as JSON. What is not known is left out, and so are functions; with `strict`, a value of which
 * anything is not known is null as a whole.
 */
export function toJson(run: Run, value: Value, strict: boolean): { value: unknown } | null {
  const conversion = { run, strict, lost: false, path: new Set<Thing>() }
  const json = convert(conversion, value, 0)
  return strict && conversion.lost ? null : { value: json }
}

type Conversion = { run: Run; strict: boolean; lost: boolean; path: Set<Thing> }

function convert(conversion: Conversion, value: Value, depth: number): unknown {
  spend(conversion.run)
  if (isUnknown(value)) {
    conversion.lost = true
    return undefined
  }
  if (typeof value === 'symbol' || typeof value === 'bigint') return undefined
  if (!isThing(value)) return value
  if (value.call !== null) return undefined
  if (depth > depthLimit || conversion.path.has(value)) {
    conversion.lost = true
    return undefined
  }
  if (value.open) conversion.lost = true
  conversion.path.add(value)
  const json = convertThing(conversion, value, depth)
  conversion.path.delete(value)
  return json
}

function convertThing(conversion: Conversion, value: Thing, depth: number): unknown {
  const { run } = conversion
  if (isArray(value)) {
    return value.items.map(item => convert(conversion, item, depth + 1)).filter(item => item !== undefined)
  }
  const own = get(run, value, 'toJSON')
  if (isFunction(own)) return convert(conversion, call(run, own, value, []), depth + 1)
  const members = entriesOf(run, value)
    .map(([key, member]): [string, unknown] => [key, convert(conversion, member, depth + 1)])
    .filter(([, member]) => member !== undefined)
  // `fromEntries` makes plain members even of `__proto__`.
  return Object.fromEntries(members)
}

/** A value that JSON was parsed to, as one of the code's. */
export function fromJson(run: Run, json: unknown): Value {
  spend(run)
  if (Array.isArray(json)) return run.realm.array(json.map(item => fromJson(run, item)))
  if (typeof json !== 'object' || json === null) return json as Value
  const object = thing(run.realm.protos.object)
  for (const [key, value] of Object.entries(json)) define(object, key, fromJson(run, value))
  return object
}
