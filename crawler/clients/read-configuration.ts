import { type ParseError, parse as parseJsonWithComments, printParseErrorCode } from 'jsonc-parser'
import { parse as parseToml } from 'smol-toml'
import { parse as parseYaml } from 'yaml'
import { cleanText } from '../clean-text.ts'
import { readCommand } from '../identity/read-command.ts'
import type { Place } from '../sources/source.ts'
import { clients, type Format } from './known-clients.ts'
import { readEntry } from './read-entry.ts'

/** How a client starts or reaches a server. It may hold secrets: it goes nowhere but to the server. */
export type Start =
  | {
      kind: 'command'
      command: string
      args: string[]
      env: { [variable: string]: string }
      directory?: string
    }
  | { kind: 'address'; url: string; transport: 'http' | 'sse'; headers: { [name: string]: string } }

/** A server that a client is set up to use. */
export type Configured = {
  /** As the client calls it; free of control characters. */
  name: string
  /** Id of the client; empty for a file that the user named. */
  client: string
  file: string
  /** The folder it is for, where it is for one alone. */
  project?: string
  /** True where it is written down and turned off. */
  off: boolean
  start: Start
  /** What that is, as far as it shows, without secrets. */
  place: Place
}

export type Configuration = {
  file: string
  /** Id of the client; empty where nobody knows. */
  client: string
  format: Format
  /** Where in it the servers may be. */
  keys: string[][]
}

type Fields = { [key: string]: unknown }

/**
 * The servers of a configuration's text. Variables of the environment that it names are filled in, as clients
 * do. Throws where the text is not of its format.
 */
export function readConfiguration(
  text: string,
  { file, client, format, keys }: Configuration,
  environment: { [variable: string]: string | undefined },
): Configured[] {
  const whole = parse(text, format)
  return keys.flatMap(key =>
    follow(whole, key, []).flatMap(({ value, names }) =>
      entriesOf(value).flatMap(([name, fields]) => {
        const read = readEntry(fields, environment)
        if (read === null) return []
        const [project] = names
        const at = project === undefined ? {} : { project }
        return [{ name: cleanText(name, 120), client, file, ...at, ...read, place: placeOf(read.start) }]
      }),
    ),
  )
}

/**
 * The servers of a file that the user named, whichever client's it is; null where it is no client's
 * configuration. Throws where it is in none of their formats.
 */
export function readAnyConfiguration(
  text: string,
  file: string,
  environment: { [variable: string]: string | undefined },
): Configured[] | null {
  const format = /\.toml$/i.test(file) ? 'toml' : /\.ya?ml$/i.test(file) ? 'yaml' : 'jsonc'
  const keys = clients.flatMap(client => client.files.map(({ key }) => key))
  const each = [...new Map(keys.map(key => [key.join('\n'), key])).values()]
  const servers = readConfiguration(text, { file, client: '', format, keys: each }, environment)
  return servers.length > 0 ? servers : null
}

function parse(text: string, format: Format): unknown {
  const plain = text.replace(/^\uFEFF/, '')
  if (plain.trim() === '') return {}
  if (format === 'toml') return parseToml(plain)
  if (format === 'yaml') return parseYaml(plain)
  const errors: ParseError[] = []
  // Clients that say JSON read comments and trailing commas all the same.
  const value: unknown = parseJsonWithComments(plain, errors, { allowTrailingComma: true })
  const [first] = errors
  if (first === undefined) return value
  const line = plain.slice(0, first.offset).split('\n').length
  throw new Error(`line ${line} is not JSON (${printParseErrorCode(first.error)})`)
}

/** The values at a path; `names` are what `*` stood for. */
function follow(
  value: unknown,
  [key, ...rest]: string[],
  names: string[],
): { value: unknown; names: string[] }[] {
  if (key === undefined) return [{ value, names }]
  if (!isObject(value)) return []
  if (key === '*')
    return Object.entries(value).flatMap(([name, member]) => follow(member, rest, [...names, name]))
  return Object.hasOwn(value, key) ? follow(value[key], rest, names) : []
}

/** Servers are a table of names, or a list in which each says its name. */
function entriesOf(value: unknown): [string, Fields][] {
  const pairs: [string, unknown][] = Array.isArray(value)
    ? value.map((entry, index) => [isObject(entry) ? String(entry.name ?? index + 1) : '', entry])
    : isObject(value)
      ? Object.entries(value)
      : []
  return pairs.filter((pair): pair is [string, Fields] => isObject(pair[1]))
}

function placeOf(start: Start): Place {
  if (start.kind === 'command') return readCommand(start.command, start.args, Object.keys(start.env))
  const { url, transport, headers } = start
  const names = Object.keys(headers)
  return { kind: 'remote', url, transport, ...(names.length === 0 ? {} : { headers: names }) }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
