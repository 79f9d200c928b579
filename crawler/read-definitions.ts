import type { ServerIdentity } from '../catalogue/index.ts'
import type { ToolDefinition } from '../classifier/index.ts'
import { cleanText } from './clean-text.ts'
import { readTool } from './read-tool.ts'
import type { Definitions } from './types.ts'

/**
 * Reads tool definitions from a file's text: a `tools/list` result, an array of tools, a JSON-RPC response
 * with such a result, or JSON Lines with any of these or one definition on a line. A definition may name its
 * `server` and `serverDescription`, and call its name `tool` instead of `name`. What cannot be read becomes
 * a problem with its line; the rest is kept. `name` stands for the server where the text names none.
 */
export function readDefinitions(text: string, name: string): Definitions {
  const reading: Reading = { name, servers: new Map(), problems: [] }
  const whole = parse(text.replace(/^\uFEFF/, ''))
  if ('value' in whole) collect(reading, whole.value, '')
  else readLines(reading, text, whole.error)
  const { length } = reading.problems
  if (length > problemLimit)
    reading.problems.splice(problemLimit, length, `and ${length - problemLimit} more problems`)
  return { servers: [...reading.servers.values()], problems: reading.problems }
}

const problemLimit = 100

type Server = { server: ServerIdentity; tools: ToolDefinition[] }
/** Keyed by the server's name as the text gives it. */
type Reading = { name: string; servers: Map<string, Server>; problems: string[] }
type Fields = { [key: string]: unknown }

function readLines(reading: Reading, text: string, error: string): void {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const values = lines.map(line => (line.trim() === '' ? null : parse(line)))
  // One document with a slip in it has many lines, none of which is a document of its own.
  if (!values.some(value => value !== null && 'value' in value && isObject(value.value))) {
    reading.problems.push(
      text.trim() === '' ? 'there is nothing in it' : `it is not JSON: ${cleanText(error)}`,
    )
    return
  }
  values.forEach((value, index) => {
    if (value === null) return
    if ('value' in value) collect(reading, value.value, `line ${index + 1}`)
    else reading.problems.push(`line ${index + 1} is not JSON: ${cleanText(value.error)}`)
  })
}

/** Files what one JSON value holds. `where` is empty where the value is the whole text. */
function collect(reading: Reading, value: unknown, where: string): void {
  const fields = isObject(value) ? value : {}
  const list = isObject(fields.result) ? fields.result : fields
  const here = where || 'the text'
  if (Array.isArray(value)) addTools(reading, value, where)
  else if (Array.isArray(list.tools)) addListing(reading, fields, list.tools, where)
  else if ('tools' in list) reading.problems.push(`${here} has tools that are not a list`)
  else if ('name' in fields || 'tool' in fields) addTool(reading, fields, where || 'tool 1')
  else if (isObject(fields.error)) reading.problems.push(`${here} is a server's error, not its list of tools`)
  else reading.problems.push(`${here} holds no tool definitions`)
}

function addListing(reading: Reading, fields: Fields, tools: unknown[], where: string): void {
  const { nextCursor } = isObject(fields.result) ? fields.result : fields
  if (nextCursor)
    reading.problems.push(`${where || 'the text'} is one page of several: the others' tools are missing`)
  // A server without tools is an answer too.
  serverOf(reading, fields)
  addTools(reading, tools, where, fields)
}

function addTools(reading: Reading, tools: unknown[], where: string, parent: Fields = {}): void {
  const { server, serverDescription } = parent
  tools.forEach((tool, index) => {
    const fields = isObject(tool) ? { server, serverDescription, ...tool } : tool
    addTool(reading, fields, where ? `${where}, tool ${index + 1}` : `tool ${index + 1}`)
  })
}

function addTool(reading: Reading, fields: unknown, where: string): void {
  const { tool, problems } = readTool(isObject(fields) ? definitionOf(fields) : fields, where)
  reading.problems.push(...problems)
  if (tool !== null && isObject(fields)) serverOf(reading, fields).tools.push(tool)
}

/** The definition may be beside its server's name, or below `tool`. */
function definitionOf(fields: Fields): Fields {
  if (isObject(fields.tool)) return fields.tool
  return typeof fields.tool === 'string' ? { ...fields, name: fields.tool } : fields
}

function serverOf(reading: Reading, { server, serverDescription }: Fields): Server {
  const name = typeof server === 'string' && server !== '' ? server : reading.name
  const known = reading.servers.get(name) ?? {
    server: { id: canonicalId(name), name, version: '' },
    tools: [],
  }
  reading.servers.set(name, known)
  if (typeof serverDescription === 'string' && serverDescription !== '')
    known.server.description ??= serverDescription
  return known
}

function canonicalId(name: string): string {
  const clean = cleanText(name)
  return /^(npm|pypi|oci|github|remote|local):./.test(clean) ? clean : `local:${clean}`
}

function parse(text: string): { value: unknown } | { error: string } {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
