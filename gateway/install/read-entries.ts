import { parseText, valueAt } from './formats/format.ts'
import type { ClientFile, Entry, EntryDialect, Value } from './types.ts'

type Fields = { [name: string]: Value }

/** The entries of a client's file that start a program or name an address. Throws where it is not of its format. */
export function readEntries(text: string, { format, keys, dialect }: ClientFile): Entry[] {
  if (text.trim() === '') return []
  const whole = parseText(text, format)
  return keys.flatMap(key =>
    follow(whole, key, []).flatMap(path =>
      membersOf(valueAt(whole, path)!, dialect.list).flatMap(({ step, name, fields }) => {
        const start = startOf(fields, dialect)
        return start === null ? [] : [{ name, path: [...path, step], start }]
      }),
    ),
  )
}

/** The paths that a key stands for. */
function follow(
  value: Value | undefined,
  [key, ...rest]: string[],
  path: (string | number)[],
): (string | number)[][] {
  if (key === undefined) return isContainer(value) ? [path] : []
  if (!isTable(value)) return []
  const names = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : []
  return names.flatMap(name => follow(value[name], rest, [...path, name]))
}

function membersOf(value: Value, list: boolean): { step: string | number; name: string; fields: Fields }[] {
  if (list !== Array.isArray(value)) return []
  const pairs = Array.isArray(value) ? [...value.entries()] : Object.entries(value as Fields)
  return pairs.flatMap(([step, fields]) =>
    isTable(fields) ? [{ step, name: list ? String(fields.name ?? step) : String(step), fields }] : [],
  )
}

function startOf(fields: Fields, dialect: EntryDialect): Entry['start'] | null {
  const words =
    dialect.arguments === null
      ? fields[dialect.command]
      : [fields[dialect.command] ?? null, ...argumentsOf(fields, dialect.arguments)]
  if (Array.isArray(words) && words.length > 0 && words.every(word => typeof word === 'string')) {
    const [command = '', ...args] = words as string[]
    return command === '' ? null : { kind: 'program', command, args }
  }
  const address = [dialect.http, dialect.sse].find(name => name !== null && typeof fields[name] === 'string')
  if (address == null) return null
  const headers = dialect.headers === null ? null : fields[dialect.headers]
  return {
    kind: 'address',
    url: fields[address] as string,
    sse: isSse(fields, dialect, address),
    headers: isTable(headers) ? Object.entries(headers).map(([name, value]) => [name, String(value)]) : [],
  }
}

function argumentsOf(fields: Fields, name: string): Value[] {
  const value = fields[name]
  return Array.isArray(value) ? value : value == null ? [] : [value]
}

/** As its type says, or its field where the two have fields of their own. */
function isSse(fields: Fields, { http, sse, types }: EntryDialect, field: string): boolean {
  if (types !== null && types.sse !== types.http && typeof fields.type === 'string')
    return fields.type === types.sse
  return field === sse && sse !== http
}

function isTable(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isContainer(value: Value | undefined): boolean {
  return typeof value === 'object' && value !== null
}
