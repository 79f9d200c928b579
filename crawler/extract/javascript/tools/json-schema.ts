import { call } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { toJson } from '../evaluate/json.ts'
import { entriesOf, get } from '../evaluate/members.ts'
import { type Run, spend } from '../evaluate/run.ts'
import { isFunction, isThing, type Thing, type Value } from '../evaluate/values.ts'
import { limitsOf } from './schema-limits.ts'

export type JsonSchema = { [key: string]: unknown }

const depthLimit = 40

/** The JSON Schema of a zod schema of either version, or of an object of such; null for anything else. */
export function jsonSchemaOf(run: Run, value: Value, depth = 0): JsonSchema | null {
  spend(run, 5)
  if (!isThing(value) || depth > depthLimit) return null
  const def = definitionOf(run, value)
  if (def === null) return depth === 0 ? shapeSchema(run, value) : null
  const schema = convert(run, def, depth)
  const description = get(run, value, 'description') ?? get(run, def.members, 'description')
  return typeof description === 'string' ? { ...schema, description } : schema
}

/**
 * What a schema is turned into by a call such as `zodToJsonSchema(schema, { name })`: its JSON Schema or, under a
 * name, a reference to it. Null where it is no schema.
 */
export function convertSchema(run: Run, [schema, options]: Value[]): JsonSchema | null {
  const json = jsonSchemaOf(run, schema)
  const name = isThing(options) ? get(run, options, 'name') : options
  if (json === null || typeof name !== 'string') return json
  const path = isThing(options) ? get(run, options, 'definitionPath') : undefined
  const place = typeof path === 'string' ? path : 'definitions'
  return Object.fromEntries([
    ['$ref', `#/${place}/${name}`],
    [place, Object.fromEntries([[name, json]])],
  ])
}

/** What a schema is made of, with the type's name as version 4 has it. */
type Definition = { type: string; members: Thing; old: boolean }

export function definitionOf(run: Run, value: Value): Definition | null {
  if (!isThing(value)) return null
  const inner = get(run, value, '_zod')
  const def = isThing(inner) ? get(run, inner, 'def') : get(run, value, '_def')
  if (!isThing(def)) return null
  const type = get(run, def, 'type')
  if (typeof type === 'string') return { type, members: def, old: false }
  const name = get(run, def, 'typeName')
  return typeof name === 'string' ? { type: oldName(name), members: def, old: true } : null
}

function oldName(name: string): string {
  const type = name.replace(/^Zod/, '').toLowerCase()
  return { nativeenum: 'enum', discriminatedunion: 'union', pipeline: 'pipe' }[type] ?? type
}

/** A plain object of schemas stands for an object with these members. */
function shapeSchema(run: Run, value: Thing): JsonSchema | null {
  const entries = entriesOf(run, value)
  const schemas = entries.filter(([, member]) => definitionOf(run, member) !== null)
  if (entries.length > 0 && schemas.length === 0) return null
  return objectSchema(run, entries, 0)
}

function objectSchema(run: Run, entries: [string, Value][], depth: number): JsonSchema {
  const members = entries.map(([key, member]): [string, JsonSchema, boolean] => [
    key,
    jsonSchemaOf(run, member, depth + 1) ?? {},
    isOptional(run, member),
  ])
  const required = members.filter(([, , optional]) => !optional).map(([key]) => key)
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(([key, schema]) => [key, schema])),
    ...(required.length > 0 ? { required } : {}),
  }
}

function isOptional(run: Run, value: Value, depth = 0): boolean {
  const def = definitionOf(run, value)
  if (def === null || depth > depthLimit) return false
  if (['optional', 'default', 'prefault', 'catch', 'any', 'unknown', 'undefined'].includes(def.type))
    return true
  if (!['nullable', 'readonly', 'effects', 'branded', 'pipe', 'lazy', 'nonoptional'].includes(def.type))
    return false
  return isOptional(run, innerOf(run, def), depth + 1)
}

/** What a schema wraps. */
function innerOf(run: Run, { type, members }: Definition): Value {
  if (type === 'lazy') return call(run, get(run, members, 'getter'), members, [])
  if (type !== 'pipe')
    return get(run, members, 'innerType') ?? get(run, members, 'schema') ?? get(run, members, 'type')
  const from = get(run, members, 'in')
  return definitionOf(run, from)?.type === 'transform' ? get(run, members, 'out') : from
}

const plainTypes: { [type: string]: JsonSchema } = {
  string: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  bigint: { type: 'integer' },
  date: { type: 'string', format: 'date-time' },
  null: { type: 'null' },
  never: { not: {} },
}

function convert(run: Run, def: Definition, depth: number): JsonSchema {
  const { type, members } = def
  const inner = (value: Value): JsonSchema => jsonSchemaOf(run, value, depth + 1) ?? {}
  const part = (name: string): Value => get(run, members, name)
  switch (type) {
    case 'object': {
      const shape = part('shape')
      return objectSchema(
        run,
        entriesOf(run, isFunction(shape) ? call(run, shape, members, []) : shape),
        depth,
      )
    }
    case 'array':
    case 'set':
      return { type: 'array', items: inner(def.old ? part('type') : part('element')), ...limitsOf(run, def) }
    case 'tuple':
      return { type: 'array', items: listOf(run, part('items')).items.map(inner) }
    case 'union':
      return { anyOf: listOf(run, optionsOf(run, part('options'))).items.map(inner) }
    case 'intersection':
      return { allOf: [inner(part('left')), inner(part('right'))] }
    case 'record':
      return { type: 'object', additionalProperties: inner(part('valueType')) }
    case 'enum':
      return enumSchema(run, part('entries') ?? part('values'))
    case 'literal':
      return literalSchema(run, part('values') ?? part('value'))
    case 'nullable':
      return { anyOf: [inner(innerOf(run, def)), { type: 'null' }] }
    case 'default':
    case 'prefault':
      return { ...inner(innerOf(run, def)), ...defaultOf(run, members) }
    default:
      if (plainTypes[type]) return { ...plainTypes[type], ...limitsOf(run, def) }
      return type === 'any' || type === 'unknown' || type === 'transform' ? {} : inner(innerOf(run, def))
  }
}

function optionsOf(run: Run, options: Value): Value {
  return isThing(options) && options.entries !== null
    ? run.realm.array([...options.entries.values()])
    : options
}

function defaultOf(run: Run, members: Thing): JsonSchema {
  const value = get(run, members, 'defaultValue')
  const json = toJson(run, isFunction(value) ? call(run, value, members, []) : value, true)
  return json === null || json.value === undefined ? {} : { default: json.value }
}

function enumSchema(run: Run, entries: Value): JsonSchema {
  const all =
    isThing(entries) && entries.items !== null ? entries.items : entriesOf(run, entries).map(([, one]) => one)
  // The numbers of an enum of TypeScript stand in it twice, once as the way back to their names.
  const numbers = new Set(all.filter(value => typeof value === 'number').map(String))
  const names = new Set(entriesOf(run, entries).map(([key]) => key))
  const values = all.filter(value => !(typeof value === 'string' && names.has(value) && numbers.size > 0))
  const known = values.filter(value => typeof value === 'string' || typeof value === 'number')
  return { type: known.some(value => typeof value === 'number') ? 'number' : 'string', enum: known }
}

function literalSchema(run: Run, value: Value): JsonSchema {
  const values = isThing(value) ? listOf(run, value).items : [value]
  const known = values.filter(one => !isThing(one))
  if (known.length !== 1) return { enum: known }
  return { type: known[0] === null ? 'null' : typeof known[0], const: known[0] }
}
