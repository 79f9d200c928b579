import { evaluate } from '../program/evaluate.ts'
import { frameOf } from '../program/explore.ts'
import { type Run, spend } from '../program/run.ts'
import { fromEntries, type Json, type Part, toJson } from '../program/to-json.ts'
import { type ClassValue, type Field, is, type Value } from '../program/values.ts'

export type Schema = { [key: string]: Json }

const depthLimit = 8
const plain = new Map<string, Schema>([
  ['string', { type: 'string' }],
  ['bool', { type: 'boolean' }],
  ['float32', { type: 'number' }],
  ['float64', { type: 'number' }],
  ['error', { type: 'string' }],
  ['time.Time', { type: 'string', format: 'date-time' }],
  ['net/url.URL', { type: 'string', format: 'uri' }],
])

/** The JSON Schema of a type, as the libraries make it by looking at its fields and their tags. */
export function schemaOf(run: Run, type: Value, depth = 0): Schema {
  spend(run)
  if (depth > depthLimit) return {}
  if (is(type, 'class'))
    return type.marks.has('named')
      ? schemaOf(run, type.bases[0] ?? null, depth + 1)
      : structSchema(run, type, depth)
  if (!is(type, 'external')) return {}
  if (type.path === 'slice[]') return { type: 'array', items: schemaOf(run, type.args[0] ?? null, depth + 1) }
  if (type.path === 'map[]')
    return { type: 'object', additionalProperties: schemaOf(run, type.args[1] ?? null, depth + 1) }
  if (/^u?int(8|16|32|64)?$|^(byte|rune)$/.test(type.path)) return { type: 'integer' }
  return { ...plain.get(type.path) }
}

function structSchema(run: Run, type: ClassValue, depth: number): Schema {
  const properties: [string, Json][] = []
  const required: string[] = []
  addFields(run, type, depth, properties, required)
  return { type: 'object', properties: fromEntries(properties), ...(required.length > 0 ? { required } : {}) }
}

/** The fields of a struct, those of what it embeds as if they were its own. */
function addFields(
  run: Run,
  type: ClassValue,
  depth: number,
  properties: [string, Json][],
  required: string[],
): void {
  if (depth > depthLimit) return
  for (const field of type.fields) {
    const { name, options } = jsonName(field)
    if (name === '-') continue
    const kind =
      field.type === null
        ? null
        : evaluate(frameOf(run, field, field.scope.parent ?? field.scope), field.type)
    if (field.doc === 'embedded' && tagOf(field.tag, 'json') === '') {
      if (is(kind, 'class')) addFields(run, kind, depth + 1, properties, required)
      continue
    }
    if (!/^\p{Lu}/u.test(field.name)) continue
    const said = readTag(field.tag)
    properties.push([name, { ...schemaOf(run, kind, depth + 1), ...said.schema }])
    if (said.isRequired || !(options.includes('omitempty') || options.includes('omitzero')))
      required.push(name)
  }
}

function jsonName({ name, tag }: Field): { name: string; options: string[] } {
  const [own = '', ...options] = tagOf(tag, 'json').split(',')
  return { name: own === '' ? name : own, options }
}

/** One value of a struct's tag: `json:"name,omitempty" jsonschema:"…"`. */
function tagOf(tag: string, key: string): string {
  const start = tag.indexOf(`${key}:"`)
  if (start < 0 || (start > 0 && tag[start - 1] !== ' ')) return ''
  let text = ''
  for (let at = start + key.length + 2; at < tag.length && tag[at] !== '"'; at++) {
    if (tag[at] === '\\') at += 1
    text += tag[at] ?? ''
  }
  return text
}

/** What a tag says of a field: a description, or a list such as `required,description=…,enum=a`. */
function readTag(tag: string): { schema: Schema; isRequired: boolean } {
  const text = tagOf(tag, 'jsonschema')
  const described = tagOf(tag, 'jsonschema_description') || tagOf(tag, 'description') || tagOf(tag, 'mcp')
  const schema: Schema = described === '' ? {} : { description: described }
  if (text === '') return { schema, isRequired: /(^| )required:"true"/.test(tag) }
  if (!/^(required|[a-zA-Z]+=)/.test(text))
    return { schema: { ...schema, description: text }, isRequired: false }
  const values: string[] = []
  let isRequired = false
  for (const piece of text.split(',')) {
    const [, key, value] = /^([a-zA-Z]+)=(.*)$/s.exec(piece) ?? []
    if (piece === 'required') isRequired = true
    else if (key === 'enum') values.push(value!)
    else if (key === 'default' || key === 'title' || key === 'pattern' || key === 'format')
      schema[key] = value!
    else if (key === 'description') schema.description = value!
    else if (key === 'minimum' || key === 'maximum') schema[key] = Number(value)
    else if (key === undefined && typeof schema.description === 'string' && piece !== 'omitempty')
      schema.description += `,${piece}`
  }
  return { schema: { ...schema, ...(values.length > 0 ? { enum: values } : {}) }, isRequired }
}

/** A schema that the code writes as a value of a library's own type, or asks the library to make of a type. */
export function schemaJson(run: Run, value: Value): Part {
  const type = reflectedType(value)
  if (type !== undefined) return { json: schemaOf(run, type), whole: true }
  if (typeof value === 'string') return parsed(value)
  return toJson(value, one => structJson(run, one, 0))
}

function parsed(text: string): Part {
  try {
    return { json: JSON.parse(text) as Json, whole: true }
  } catch {
    return { json: undefined, whole: false }
  }
}

/** The type in `jsonschema.For[T](…)` and the like. */
function reflectedType(value: Value): Value | undefined {
  let one: Value = value
  for (let depth = 0; depth < 6 && is(one, 'external'); depth++) {
    if (
      /jsonschema(-go)?(\/jsonschema)?\.(For|Generate\w*|Reflect\w*|MustFor)\[\]/.test(one.path) &&
      one.path.endsWith('[]')
    )
      return one.args[0]
    one = one.of
  }
  return undefined
}

/** A literal of a library's type as the JSON that it becomes: fields by their names in lower case. */
export function structJson(run: Run, value: Value, depth: number): Part | undefined {
  const type = reflectedType(value)
  if (type !== undefined) return { json: schemaOf(run, type), whole: true }
  if (!is(value, 'external') || !value.path.endsWith('{}') || depth > 20) return undefined
  let isWhole = true
  const entries = [...value.named].map(([name, one]): [string, Json | undefined] => {
    if (one === null) return [lowerFirst(name), undefined]
    const { json, whole } = fieldJson(run, one, name, depth)
    isWhole &&= whole
    return [lowerFirst(name), json]
  })
  return { json: fromEntries(entries), whole: isWhole }
}

function fieldJson(run: Run, value: Value, name: string, depth: number): Part {
  // Raw JSON stands as a text.
  if (typeof value === 'string' && name === 'Default')
    return { json: parsed(value).json ?? value, whole: true }
  return toJson(value, one => structJson(run, one, depth + 1))
}

function lowerFirst(name: string): string {
  return name === 'ID' ? '$id' : name.slice(0, 1).toLowerCase() + name.slice(1)
}
