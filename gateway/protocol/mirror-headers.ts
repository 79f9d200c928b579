import type { ToolDefinition } from '../../classifier/index.ts'
import { isObject, metaKeys, metaOf } from './era.ts'
import type { Message } from './read-message.ts'

type Headers = { [name: string]: string }

/** The member of the parameters that `Mcp-Name` repeats, by method. */
const named = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
])

/** The headers in which Streamable HTTP repeats what a request of the later era says. */
export function mirrorHeaders(request: Message): Headers {
  const { method } = request
  const version = metaOf(request)[metaKeys.version]
  const params = isObject(request.value.params) ? request.value.params : {}
  const name = params[named.get(method ?? '') ?? '']
  return {
    ...(typeof version === 'string' && { 'mcp-protocol-version': version }),
    ...(method !== undefined && { 'mcp-method': encodeHeader(method) }),
    ...(typeof name === 'string' && { 'mcp-name': encodeHeader(name) }),
  }
}

/** The headers for the arguments that a tool's schema marks with `x-mcp-header`. */
export function argumentHeaders(definition: ToolDefinition, arguments_: unknown): Headers {
  if (!marksAny(definition)) return none
  return Object.fromEntries(
    [...markedArguments(definition, arguments_)].flatMap(([name, value]) =>
      value === null ? [] : [[name, encodeHeader(value)]],
    ),
  )
}

const none: Headers = Object.freeze({})
const marking = new WeakMap<ToolDefinition, boolean>()

/** Whether a schema asks for headers at all: most do not. */
function marksAny(definition: ToolDefinition): boolean {
  let marks = marking.get(definition)
  if (marks === undefined) {
    marks = JSON.stringify(definition.inputSchema ?? null).includes('"x-mcp-header"')
    marking.set(definition, marks)
  }
  return marks
}

/** The first header that does not say what the arguments say; null where all do. */
export function findWrongHeader(
  definition: ToolDefinition,
  arguments_: unknown,
  given: Headers,
): string | null {
  for (const [name, expected] of markedArguments(definition, arguments_)) {
    const header = given[name]
    if (header === undefined && expected === null) continue
    if (header === undefined || expected === null || !says(decodeHeader(header), expected)) return name
  }
  return null
}

function says(header: string | null, expected: string): boolean {
  if (header === expected) return true
  // The same whole number may be written in more than one way.
  return (
    /^-?\d+$/.test(expected) &&
    header !== null &&
    /^-?\d+(?:\.0+)?$/.test(header) &&
    Number(header) === Number(expected)
  )
}

/** Every header that the schema asks for, with what the arguments give for it; null where they give nothing. */
function markedArguments({ inputSchema }: ToolDefinition, arguments_: unknown): Map<string, string | null> {
  const marked = new Map<string, string | null>()
  collect(inputSchema, arguments_, marked, 0)
  return marked
}

const deepest = 32

function collect(schema: unknown, value: unknown, marked: Map<string, string | null>, depth: number): void {
  if (!isObject(schema) || !isObject(schema.properties) || depth > deepest) return
  for (const [key, property] of Object.entries(schema.properties)) {
    if (!isObject(property)) continue
    const argument = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
    const header = property['x-mcp-header']
    if (typeof header === 'string' && token.test(header))
      marked.set(`mcp-param-${header.toLowerCase()}`, isPrimitive(argument) ? String(argument) : null)
    else collect(property, argument, marked, depth + 1)
  }
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

function isPrimitive(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)
}

/** A value as it may stand in a header: plain where that is safe, else in the protocol's Base64 form. */
export function encodeHeader(value: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !sentinel.test(value)
  return plain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`
}

/** What a header says; null where it is in no form that the protocol knows. */
export function decodeHeader(value: string): string | null {
  const encoded = sentinel.exec(value)?.[1]
  if (encoded === undefined) return /^[\x20-\x7e\t]*$/.test(value) ? value : null
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.toString('base64') === encoded ? bytes.toString() : null
}

const sentinel = /^=\?base64\?(.*)\?=$/
