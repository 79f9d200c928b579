import type { Evidence, Json, ToolDefinition } from '../classifier/index.ts'

/** One parameter of a tool, as its schema has it. Every string is a stranger's text. */
export type Parameter = {
  /** Name as a path: `filter.owner`, `items[].id`. */
  path: string
  /** JSON Pointer into the definition. */
  at: string
  type: string
  required: boolean
  description: string
  /** What it may be, where the schema says so. */
  values: string[]
  /** What the label says of it: evidence that stands inside it. */
  evidence: Evidence[]
}

export type Parameters = { rows: Parameter[]; left: number }

type Schema = { [key: string]: Json }

const mostRows = 80
const deepest = 3

/** The parameters of a tool, those inside objects after the object, and how many were left out. */
export function listParameters(definition: ToolDefinition, evidence: Evidence[]): Parameters {
  const rows: Parameter[] = []
  collect(definition.inputSchema ?? {}, '', '/inputSchema', 1, rows)
  for (const row of rows)
    row.evidence = evidence.filter(({ at }) => at === row.at || at.startsWith(`${row.at}/`))
  return { rows: rows.slice(0, mostRows), left: Math.max(0, rows.length - mostRows) }
}

/** The parameters that stand at the top of the schema. */
export function topParameters({ rows }: Parameters): Parameter[] {
  return rows.filter(({ at }) => at.split('/').length === 4)
}

function collect(schema: Schema, path: string, at: string, depth: number, rows: Parameter[]): void {
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  for (const [name, value] of Object.entries(asSchema(schema.properties))) {
    const property = asSchema(value)
    const here = path === '' ? name : `${path}.${name}`
    const pointer = `${at}/properties/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    rows.push({
      path: here,
      at: pointer,
      type: typeOf(property),
      required: required.has(name),
      description: typeof property.description === 'string' ? property.description : '',
      values: valuesOf(property),
      evidence: [],
    })
    if (depth === deepest) continue
    collect(property, here, pointer, depth + 1, rows)
    collect(asSchema(property.items), `${here}[]`, `${pointer}/items`, depth + 1, rows)
  }
}

function typeOf(schema: Schema): string {
  const { type, items, $ref: reference } = schema
  if (type === 'array') return `list of ${typeOf(asSchema(items))}`
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return type.filter(each => typeof each === 'string').join(' or ')
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices))
    return [...new Set(choices.slice(0, 8).map(each => typeOf(asSchema(each))))].join(' or ')
  if (typeof reference === 'string') return reference.split('/').at(-1) || 'anything'
  return Array.isArray(schema.enum) || 'const' in schema ? 'choice' : 'anything'
}

function valuesOf(schema: Schema): string[] {
  const values = 'const' in schema ? [schema.const!] : (schema.enum ?? asSchema(schema.items).enum)
  if (!Array.isArray(values)) return []
  return values.map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
}

function asSchema(value: Json | undefined): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
