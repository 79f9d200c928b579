import { parse as parseForEditing, patch } from '@decimalturn/toml-patch'
import { parse } from 'smol-toml'
import type { Edit, Value } from '../types.ts'
import { plainValue } from './plain-value.ts'

/** TOML. What is written is what version 1.0 knows. */
export const toml = {
  parse: (text: string): Value =>
    plainValue(parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' })),
  edit: (text: string, edits: Edit[]): string => {
    const value = parseForEditing(text)
    for (const edit of edits) apply(value, edit)
    // Without this it puts a comma behind the last member of an inline table, which 1.0 does not allow.
    return patch(text, value, { trailingComma: false })
  },
}

type Table = { [name: string]: unknown }

function apply(value: Table, { path, value: wanted }: Edit): void {
  let table = value
  for (const step of path.slice(0, -1)) {
    if (!Object.hasOwn(table, step)) Object.defineProperty(table, step, { value: {}, ...open })
    table = table[step] as Table
  }
  const last = path.at(-1)!
  if (wanted === undefined) delete table[last]
  else Object.defineProperty(table, last, { value: wanted, ...open })
}

const open = { writable: true, enumerable: true, configurable: true }
