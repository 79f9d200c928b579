import type { Run } from '../program/run.ts'
import { fromEntries, type Json, toJson } from '../program/to-json.ts'
import { is, type Value } from '../program/values.ts'
import { type Schema, schemaJson, schemaOf, structJson } from './schema.ts'

const types = new Map([
  ['WithString', 'string'],
  ['WithNumber', 'number'],
  ['WithInteger', 'integer'],
  ['WithBoolean', 'boolean'],
  ['WithObject', 'object'],
  ['WithArray', 'array'],
  ['WithAny', ''],
])
const hints = new Map([
  ['WithTitleAnnotation', 'title'],
  ['WithReadOnlyHintAnnotation', 'readOnlyHint'],
  ['WithDestructiveHintAnnotation', 'destructiveHint'],
  ['WithIdempotentHintAnnotation', 'idempotentHint'],
  ['WithOpenWorldHintAnnotation', 'openWorldHint'],
])

/** What the options of `mcp.NewTool` say, and which fields they do not tell. */
export function readOptions(
  run: Run,
  options: Value[],
): { definition: { [field: string]: Json }; partly: string[] } {
  const properties = new Map<string, Json>()
  const required: string[] = []
  const annotations = new Map<string, Json>()
  const fields = new Map<string, Json | undefined>()
  const partly: string[] = []
  for (const option of options) {
    if (!is(option, 'external')) continue
    const name = option.path.replace(/(\[\])?\(\)$/, '').replace(/^.*\./, '')
    const [first] = option.args
    if (types.has(name) && typeof first === 'string') {
      const made = readProperty(run, types.get(name)!, option.args.slice(1))
      properties.set(first, made.schema)
      if (made.isRequired) required.push(first)
    } else if (hints.has(name) && first !== undefined)
      put(annotations, hints.get(name)!, first, 'annotations')
    else if (name === 'WithDescription') fields.set('description', textOr(first, partly))
    else if (name === 'WithToolAnnotation')
      for (const [key, value] of Object.entries(objectOf(run, first))) annotations.set(key, value)
    else if (name === 'WithRawInputSchema') fields.set('inputSchema', schemaJson(run, first ?? null).json)
    else if (name === 'WithInputSchema')
      fields.set('inputSchema', schemaOf(run, is(option.of, 'external') ? (option.of.args[0] ?? null) : null))
    else if (!name.startsWith('With') && !partly.includes('inputSchema')) partly.push('inputSchema')
  }
  const schema: Json = {
    type: 'object',
    properties: fromEntries([...properties]),
    ...(required.length > 0 ? { required } : {}),
  }
  const definition = fromEntries([
    ['description', fields.get('description')],
    ['inputSchema', fields.get('inputSchema') ?? (properties.size > 0 ? schema : undefined)],
    ['annotations', annotations.size > 0 ? fromEntries([...annotations]) : undefined],
  ])
  return { definition, partly }

  function put(to: Map<string, Json>, key: string, value: Value, where: string): void {
    const { json } = toJson(value)
    if (json === undefined) partly.push(where)
    else to.set(key, json)
  }
}

function textOr(value: Value | undefined, partly: string[]): string | undefined {
  if (typeof value === 'string') return value
  partly.push('description')
  return undefined
}

function objectOf(run: Run, value: Value | undefined): { [key: string]: Json } {
  const json = value === undefined ? undefined : structJson(run, value, 0)?.json
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {}
}

const words = new Map([
  ['Description', 'description'],
  ['Title', 'title'],
  ['DefaultString', 'default'],
  ['DefaultNumber', 'default'],
  ['DefaultBool', 'default'],
  ['DefaultArray', 'default'],
  ['Min', 'minimum'],
  ['Max', 'maximum'],
  ['MinLength', 'minLength'],
  ['MaxLength', 'maxLength'],
  ['MinItems', 'minItems'],
  ['MaxItems', 'maxItems'],
  ['MultipleOf', 'multipleOf'],
  ['Pattern', 'pattern'],
  ['Items', 'items'],
  ['Properties', 'properties'],
  ['AdditionalProperties', 'additionalProperties'],
  ['UniqueItems', 'uniqueItems'],
])
const itemTypes = new Map([
  ['WithStringItems', 'string'],
  ['WithNumberItems', 'number'],
  ['WithBooleanItems', 'boolean'],
])

function readProperty(run: Run, type: string, options: Value[]): { schema: Schema; isRequired: boolean } {
  const schema: Schema = type === '' ? {} : { type }
  let isRequired = false
  for (const option of options) {
    if (!is(option, 'external')) continue
    const name = option.path.replace(/\(\)$/, '').replace(/^.*\./, '')
    const { args } = option
    const value = (one: Value | undefined) =>
      one === undefined ? undefined : toJson(one, inner => structJson(run, inner, 0)).json
    const word = words.get(name)
    if (name === 'Required') isRequired = true
    else if (name === 'Enum' || name === 'WithStringEnumItems') {
      const all = args.flatMap(one => (is(one, 'list') ? one.items : [one])).map(value)
      const known = all.filter(one => one !== undefined)
      if (name === 'Enum') schema.enum = known
      else schema.items = { type: 'string', enum: known }
    } else if (itemTypes.has(name))
      schema.items = { type: itemTypes.get(name)!, ...readProperty(run, '', args).schema }
    else if (word !== undefined) {
      const json = value(args[0])
      if (json !== undefined) schema[word] = json
    }
  }
  return { schema, isRequired }
}
