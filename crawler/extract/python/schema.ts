import { member } from '../program/access.ts'
import { fieldsOf } from '../program/call.ts'
import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import { type Run, spend } from '../program/run.ts'
import { fromEntries, type Json, toJson } from '../program/to-json.ts'
import {
  type ClassValue,
  type External,
  type Field,
  is,
  type Module,
  orUnknown,
  type Scope,
  unknown,
  type Value,
} from '../program/values.ts'
import { enumMembers, isEnum } from './language.ts'

export type Schema = { [key: string]: Json }

const depthLimit = 7

const plain = new Map<string, Schema>([
  ['str', { type: 'string' }],
  ['int', { type: 'integer' }],
  ['float', { type: 'number' }],
  ['Decimal', { type: 'number' }],
  ['bool', { type: 'boolean' }],
  ['bytes', { type: 'string', format: 'binary' }],
  ['None', { type: 'null' }],
  ['NoneType', { type: 'null' }],
  ['dict', { type: 'object', additionalProperties: true }],
  ['list', { type: 'array', items: {} }],
  ['tuple', { type: 'array', items: {} }],
  ['set', { type: 'array', items: {}, uniqueItems: true }],
  ['datetime', { type: 'string', format: 'date-time' }],
  ['date', { type: 'string', format: 'date' }],
  ['time', { type: 'string', format: 'time' }],
  ['timedelta', { type: 'string', format: 'duration' }],
  ['UUID', { type: 'string', format: 'uuid' }],
  ['Path', { type: 'string', format: 'path' }],
  ['AnyUrl', { type: 'string', format: 'uri', minLength: 1 }],
  ['HttpUrl', { type: 'string', format: 'uri', minLength: 1, maxLength: 2083 }],
  ['EmailStr', { type: 'string', format: 'email' }],
  ['SecretStr', { type: 'string', format: 'password', writeOnly: true }],
  ['StrictStr', { type: 'string' }],
  ['StrictInt', { type: 'integer' }],
  ['StrictBool', { type: 'boolean' }],
  ['PositiveInt', { type: 'integer', exclusiveMinimum: 0 }],
  ['NonNegativeInt', { type: 'integer', minimum: 0 }],
])
const same = new Map([
  ['Text', 'str'],
  ['List', 'list'],
  ['Sequence', 'list'],
  ['Iterable', 'list'],
  ['Collection', 'list'],
  ['Tuple', 'tuple'],
  ['Set', 'set'],
  ['FrozenSet', 'set'],
  ['frozenset', 'set'],
  ['Dict', 'dict'],
  ['Mapping', 'dict'],
  ['MutableMapping', 'dict'],
])

/** The JSON Schema of a type, as pydantic makes it; nested models stand where they are used. */
export function schemaOf(run: Run, type: Value, module: Module, depth = 0): Schema {
  spend(run)
  if (depth > depthLimit) return {}
  if (type === null) return { type: 'null' }
  if (typeof type === 'string') return schemaOf(run, forward(run, type, module), module, depth + 1)
  if (is(type, 'class')) return classSchema(run, type, depth)
  if (!is(type, 'external')) return {}
  const name = type.path.replace(/\[\]$/, '').replace(/^.*\./, '')
  const inner = (one: Value | undefined) => (one === undefined ? {} : schemaOf(run, one, module, depth + 1))
  const { args } = type
  if (!type.path.endsWith('[]')) {
    if (name === 'NewType()' || name === 'TypeVar()') return inner(args[1])
    return { ...plain.get(same.get(name) ?? name) }
  }
  switch (same.get(name) ?? name) {
    case 'Optional':
      return { anyOf: [inner(args[0]), { type: 'null' }] }
    case 'Union':
    case 'union':
      return args.length === 1 ? inner(args[0]) : { anyOf: args.map(inner) }
    case 'Literal':
      return enumSchema(args.map(one => toJson(one).json))
    case 'Annotated':
      return annotated(run, args, module, depth)
    case 'list':
      return { type: 'array', items: inner(args[0]) }
    case 'set':
      return { type: 'array', items: inner(args[0]), uniqueItems: true }
    case 'tuple':
      return { type: 'array', items: args.length === 1 || args[1] === unknown ? inner(args[0]) : {} }
    case 'dict':
      return { type: 'object', additionalProperties: args[1] === undefined ? true : inner(args[1]) }
    case 'Required':
    case 'NotRequired':
    case 'Final':
    case 'ClassVar':
      return inner(args[0])
    default:
      return {}
  }
}

/** A type that is named before it is there. */
function forward(run: Run, text: string, module: Module): Value {
  return run.language.typeOf?.(run, text, module) ?? unknown
}

function enumSchema(values: (Json | undefined)[]): Schema {
  const known = values.filter(value => value !== undefined)
  const types = new Set(
    known.map(value => (value === null ? 'null' : typeof value === 'number' ? 'integer' : typeof value)),
  )
  const type = types.size === 1 ? { type: [...types][0]! } : {}
  return known.length === 1 ? { const: known[0]!, ...type } : { enum: known, ...type }
}

function annotated(run: Run, [type = unknown, ...notes]: Value[], module: Module, depth: number): Schema {
  const schema = schemaOf(run, type, module, depth + 1)
  for (const note of notes) Object.assign(schema, noteSchema(note))
  return schema
}

/** What a `Field(…)` or a bare text says beside the type. */
export function noteSchema(note: Value): Schema {
  if (typeof note === 'string') return { description: note }
  if (!is(note, 'external')) return {}
  if (/(^|\.)(Doc|WithJsonSchema)\(\)$/.test(note.path) && typeof note.args[0] === 'string')
    return { description: note.args[0] }
  if (!isField(note)) return {}
  const said: [string, Json | undefined][] = fieldWords.map(([word, key]) => [
    key,
    note.named.has(word) ? toJson(note.named.get(word)!).json : undefined,
  ])
  const more = note.named.get('json_schema_extra')
  const extra = is(more, 'dict') ? (toJson(more).json as Schema) : {}
  return { ...fromEntries(said.filter(([, value]) => value !== null)), ...extra }
}

const fieldWords: [string, string][] = [
  ['title', 'title'],
  ['description', 'description'],
  ['examples', 'examples'],
  ['ge', 'minimum'],
  ['le', 'maximum'],
  ['gt', 'exclusiveMinimum'],
  ['lt', 'exclusiveMaximum'],
  ['min_length', 'minLength'],
  ['max_length', 'maxLength'],
  ['pattern', 'pattern'],
  ['regex', 'pattern'],
  ['multiple_of', 'multipleOf'],
]

export function isField(value: Value | undefined): value is External {
  return is(value, 'external') && /(^|\.)(Field|field|Query|Param|Parameter)\(\)$/.test(value.path)
}

/** What a parameter or field is unless it is given: absent where it has to be given, undefined inside where that is not known. */
export function defaultOf(value: Value | undefined): { value: Json | undefined } | null {
  if (value === undefined) return null
  if (!isField(value)) return isEllipsis(value) ? null : { value: toJson(value).json }
  const given = value.args.length > 0 ? value.args[0] : value.named.get('default')
  if (given !== undefined && !isEllipsis(given)) return { value: toJson(given).json }
  return value.named.has('default_factory') || value.named.has('factory') ? { value: undefined } : null
}

export function isEllipsis(value: Value): boolean {
  return is(value, 'external') && value.path === '...'
}

function classSchema(run: Run, type: ClassValue, depth: number): Schema {
  if (isEnum(type))
    return enumSchema(enumMembers(type).map(name => toJson(memberValue(run, type, name)).json))
  const fields = fieldsOf(run, type).filter(({ name }) => !name.startsWith('_') && name !== 'model_config')
  if (fields.length === 0)
    return {
      type: 'object',
      ...(type.syntax.doc === null ? {} : { description: type.syntax.doc }),
      properties: {},
    }
  return objectSchema(run, type, fields, depth)
}

function memberValue(run: Run, type: ClassValue, name: string): Value {
  const value = member(run, type, name, type.at)
  return is(value, 'instance') ? orUnknown(value.members.get('value')) : value
}

function objectSchema(run: Run, type: ClassValue, fields: Field[], depth: number): Schema {
  const properties: [string, Json][] = []
  const required: string[] = []
  for (const field of fields) {
    const frame = frameOf(run, field, field.scope.parent as Scope)
    const annotation = field.type === null ? unknown : evaluate(frame, field.type)
    if (is(annotation, 'external') && /(^|\.)(ClassVar|PrivateAttr)(\[\])?$/.test(annotation.path)) continue
    const value = field.value === null ? undefined : evaluate(frame, field.value)
    const { name, schema, isRequired } = propertyOf(run, field.name, annotation, value, field.module, depth)
    properties.push([name, schema])
    if (isRequired) required.push(name)
  }
  const { doc } = type.syntax
  return {
    type: 'object',
    ...(doc === null ? {} : { description: doc }),
    properties: fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
  }
}

/** One property of a schema, from a parameter or a field. */
export function propertyOf(
  run: Run,
  own: string,
  annotation: Value,
  value: Value | undefined,
  module: Module,
  depth = 0,
): { name: string; schema: Schema; isRequired: boolean } {
  const notes =
    is(annotation, 'external') && /(^|\.)Annotated\[\]$/.test(annotation.path) ? annotation.args.slice(1) : []
  const field = [value, ...notes].find(isField)
  const alias = field?.named.get('alias') ?? field?.named.get('validation_alias')
  const schema = {
    ...schemaOf(run, annotation, module, depth + 1),
    ...(value === undefined ? {} : isField(value) ? noteSchema(value) : {}),
  }
  const otherwise =
    defaultOf(value) ??
    notes
      .filter(isField)
      .map(defaultOf)
      .find(one => one !== null) ??
    null
  if (otherwise?.value !== undefined) schema.default = otherwise.value
  return { name: typeof alias === 'string' ? alias : own, schema, isRequired: otherwise === null }
}
