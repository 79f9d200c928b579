import type { Json } from '../types.ts'
import { splitParameter } from './split-name.ts'
import type { Word } from './word.ts'

/** One parameter of a tool, at any depth of its input schema. */
export type Parameter = {
  name: string
  /** JSON Pointer into the definition. */
  at: string
  words: readonly Word[]
  /** JSON Schema type, the first where there are several; empty where none is given. */
  type: string
  required: boolean
  depth: number
  /** The strings it may take, where they are listed. */
  choices: string[]
  description: string
}

type Schema = { [key: string]: Json }

/** The parameters of an input schema, parents before children. Reads three levels and `parameterLimit` parameters. */
export function readSchema(schema: Schema | undefined): Parameter[] {
  const parameters: Parameter[] = []
  if (isObject(schema)) readProperties(schema, '/inputSchema', 0, parameters)
  return parameters
}

export const parameterLimit = 80
const depthLimit = 2

function readProperties(schema: Schema, at: string, depth: number, into: Parameter[]): void {
  const properties = schema.properties
  if (!isObject(properties)) return
  const required = Array.isArray(schema.required) ? schema.required : []
  for (const name of Object.keys(properties)) {
    if (into.length >= parameterLimit) return
    const property = properties[name]
    if (!isObject(property)) continue
    const place = `${at}/properties/${escapePointer(name)}`
    const description = typeof property.description === 'string' ? property.description : ''
    into.push({
      name,
      at: place,
      words: splitParameter(name),
      type: typeOf(property),
      required: required.includes(name),
      depth,
      choices: choicesOf(property),
      description,
    })
    if (depth < depthLimit) readNested(property, place, depth, into)
  }
}

function readNested(property: Schema, place: string, depth: number, into: Parameter[]): void {
  readProperties(property, place, depth + 1, into)
  if (isObject(property.items)) readProperties(property.items, `${place}/items`, depth + 1, into)
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const variants = property[keyword]
    if (!Array.isArray(variants)) continue
    variants.forEach((variant, index) => {
      if (isObject(variant)) readProperties(variant, `${place}/${keyword}/${index}`, depth + 1, into)
    })
  }
}

function typeOf(property: Schema): string {
  const type = Array.isArray(property.type) ? property.type.find(name => name !== 'null') : property.type
  if (typeof type === 'string') return type
  const variants = property.anyOf ?? property.oneOf
  if (!Array.isArray(variants)) return ''
  for (const variant of variants) {
    if (isObject(variant) && typeof variant.type === 'string' && variant.type !== 'null') return variant.type
  }
  return ''
}

function choicesOf(property: Schema): string[] {
  const choices: string[] = []
  gather(property, choices)
  gatherAll(property.anyOf, choices)
  gatherAll(property.oneOf, choices)
  gather(property.items, choices)
  return choices.length > choiceLimit ? choices.slice(0, choiceLimit) : choices
}

function gatherAll(variants: Json | undefined, into: string[]): void {
  if (Array.isArray(variants)) for (const variant of variants) gather(variant, into)
}

function gather(schema: Json | undefined, into: string[]): void {
  if (!isObject(schema)) return
  if (Array.isArray(schema.enum))
    for (const item of schema.enum) if (typeof item === 'string') into.push(item)
  if (typeof schema.const === 'string') into.push(schema.const)
}

const choiceLimit = 100

function escapePointer(name: string): string {
  return name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
