import { z } from 'zod'
import { dialects } from './known-clients.ts'
import type { Start } from './read-configuration.ts'

// People copy entries from one client's configuration to another's, and clients change their minds: what any
// of them calls a field is read in all of them.

const texts = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
const table = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))

type Fields = { [key: string]: unknown }
type Environment = { [variable: string]: string | undefined }

/** What one entry says; null where it neither starts a program nor names an address. */
export function readEntry(fields: Fields, environment: Environment): { off: boolean; start: Start } | null {
  const off = fields.disabled === true || fields.enabled === false
  const fill = (text: string) => fillIn(text, environment)
  const fillAll = (values: { [key: string]: string }) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fill(value)]))
  const [command, ...args] = readWords(fields).map(fill)
  if (command) {
    const directory = read(fields, z.string(), ['cwd'])
    const env = fillAll(read({ ...fields, ...nested(fields) }, table, namesOf('environment')) ?? {})
    return {
      off,
      start: { kind: 'command', command, args, env, ...(directory ? { directory: fill(directory) } : {}) },
    }
  }
  const url = fill(read(fields, z.string(), [...namesOf('http'), ...namesOf('sse')]) ?? '')
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null
  const headers = fillAll(read(fields, table, namesOf('headers')) ?? {})
  return { off, start: { kind: 'address', url, transport: isSse(fields, url) ? 'sse' : 'http', headers } }
}

/** The program and its arguments: two fields, one list, or an object with both. */
function readWords(fields: Fields): string[] {
  const list = read(fields, texts, namesOf('command'))
  if (list !== undefined) return list
  const inner = nested(fields)
  const command = read({ ...fields, ...inner }, z.string(), [...namesOf('command'), 'path'])
  if (command === undefined || command.trim() === '') return []
  return [command, ...(read({ ...fields, ...inner }, texts, namesOf('arguments')) ?? [])]
}

/** Zed once wrote `command: { path, args, env }`. */
function nested({ command }: Fields): Fields {
  return typeof command === 'object' && command !== null && !Array.isArray(command)
    ? { ...(command as Fields), command: undefined }
    : {}
}

function isSse({ type, httpUrl }: Fields, url: string): boolean {
  if (typeof type === 'string') return /sse/i.test(type)
  return httpUrl === undefined && /\/sse\/?$/.test(new URL(url).pathname)
}

function read<Value>(fields: Fields, schema: z.ZodType<Value>, names: string[]): Value | undefined {
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? schema.safeParse(fields[name]) : undefined
    if (value?.success) return value.data
  }
  return undefined
}

/** What any client calls it. */
function namesOf(field: 'command' | 'arguments' | 'environment' | 'http' | 'sse' | 'headers'): string[] {
  return [...new Set(Object.values(dialects).flatMap(dialect => dialect[field] ?? []))]
}

/** `${NAME}`, `${env:NAME}` and `${NAME:-otherwise}`, which most clients know. What is not set stays as it is. */
function fillIn(text: string, environment: Environment): string {
  return text.replace(
    /\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}/g,
    (all, name: string, otherwise?: string) => {
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined
      return value ?? otherwise ?? all
    },
  )
}
