import { isDeepStrictEqual } from 'node:util'
import type { Edit, Format, Value } from '../types.ts'
import { json } from './json.ts'
import { plainValue } from './plain-value.ts'
import { toml } from './toml.ts'
import { yaml } from './yaml.ts'

/** What a format has to be able to do. */
export type FormatTools = {
  /** The value of a text; objects have no prototype, for their keys are anybody's. Throws where it is none. */
  parse: (text: string) => Value
  /** The text with fields changed and all else as it was. */
  edit: (text: string, edits: Edit[]) => string
}

const formats = { json, jsonc: json, toml, yaml } satisfies Record<Format, FormatTools>

export function parseText(text: string, format: Format): Value {
  return formats[format].parse(text)
}

/** Changes fields of a text. Throws where the outcome does not say exactly what was asked for. */
export function editText(text: string, format: Format, edits: Edit[]): string {
  const { parse, edit } = formats[format]
  const edited = edit(text, edits)
  const wanted = edits.reduce(changed, parse(text))
  if (!isDeepStrictEqual(parse(edited), wanted))
    throw new Error('The file is written in a way that cannot be changed safely. Nothing was changed.')
  return edited
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: Value | undefined, path: (string | number)[]): Value | undefined {
  let here: Value | undefined = value
  for (const step of path) here = member(here, step)
  return here
}

function member(value: Value | undefined, step: string | number): Value | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, step) ? value[step] : undefined
}

/** The same value with one field changed. */
function changed(value: Value, { path, ...change }: Edit): Value {
  const [step, ...rest] = path
  if (step === undefined) return 'value' in change ? plainValue(change.value) : value
  if (Array.isArray(value))
    return value.map((item, index) => (index === step ? changed(item, { path: rest, ...change }) : item))
  const object = Object.assign(Object.create(null), value) as { [name: string]: Value }
  if (rest.length === 0 && !('value' in change)) delete object[step]
  else object[step] = changed(object[step] ?? Object.create(null), { path: rest, ...change })
  return object
}
