import type { Json, ToolDefinition } from '../../classifier/index.ts'
import { type ArgumentKind, argumentKind } from './argument-kind.ts'
import { bracketed } from './path-text.ts'

/** Stands for every element of a list among the keys on the way to an argument. */
export const everyElement = Symbol('every element of a list')
export type ArgumentKey = string | typeof everyElement

/** One argument of a tool that a policy can reach. */
export type ToolArgument = {
  /** As conditions name it, ending in `[*]` where it is a list: `args.files[*].path`. */
  path: string
  /** The keys on the way to it. */
  keys: ArgumentKey[]
  name: string
  /** JSON Schema type, where the definition names exactly one. */
  type: string | null
  /** What the argument is for, as far as its name and description say. */
  kind: ArgumentKind | null
  /** Whether a call without it is invalid. */
  required: boolean
  description: string
  /** The values it may take, where they are listed. */
  values: string[]
  maximum: number | null
}

type Schema = { [key: string]: Json }
const mostArguments = 200
/** Lists count as well: what lies deeper than this has no rule of its own. */
const deepest = 4

/** The arguments in a tool's input schema, those inside objects and lists too. */
export function toolArguments(definition: ToolDefinition): ToolArgument[] {
  const found: ToolArgument[] = []
  collect(definition, definition.inputSchema ?? {}, 'args', [], true, found)
  return found
}

function collect(
  definition: ToolDefinition,
  schema: Schema,
  path: string,
  keys: ArgumentKey[],
  required: boolean,
  found: ToolArgument[],
): void {
  if (!isSchema(schema.properties)) return
  const needed = Array.isArray(schema.required) ? schema.required : []
  for (const [name, property] of Object.entries(schema.properties)) {
    if (found.length >= mostArguments) return
    if (!isSchema(property)) continue
    const here = required && needed.includes(name)
    const place = path + bracketed(name)
    add(definition, property, name, place, [...keys, name], here, found)
  }
}

function add(
  definition: ToolDefinition,
  schema: Schema,
  name: string,
  path: string,
  keys: ArgumentKey[],
  required: boolean,
  found: ToolArgument[],
): void {
  if (keys.length > deepest) return
  const type = typeOf(schema)
  if (type === 'object') {
    collect(definition, schema, path, keys, required, found)
    return
  }
  if (type === 'array' && isSchema(schema.items)) {
    add(definition, schema.items, name, `${path}[*]`, [...keys, everyElement], required, found)
    return
  }
  const description = typeof schema.description === 'string' ? schema.description : ''
  const values = Array.isArray(schema.enum) ? schema.enum.filter(value => typeof value === 'string') : []
  found.push({
    path,
    keys,
    name,
    type,
    kind: argumentKind({ name, type, description, values }, definition),
    required,
    description,
    values,
    maximum: typeof schema.maximum === 'number' ? schema.maximum : null,
  })
}

function typeOf(schema: Schema): string | null {
  const types = [schema.type].flat().filter(type => typeof type === 'string' && type !== 'null')
  if (types.length === 1) return types[0] as string
  const choices = [schema.anyOf, schema.oneOf].flat().filter(isSchema)
  const real = choices.map(choice => choice.type).filter(type => typeof type === 'string' && type !== 'null')
  return real.length === 1 ? (real[0] as string) : null
}

function isSchema(value: Json | undefined): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
