import { isMap, isNode, isPair, isScalar, parseDocument } from 'yaml'
import type { Edit, Value } from '../types.ts'
import { plainValue } from './plain-value.ts'

/** YAML: fields are changed in place, or put in front of the first of their map. None is taken out. */
export const yaml = {
  parse: (text: string): Value => {
    const document = parseDocument(text)
    const [error] = document.errors
    if (error !== undefined) throw new Error(`It is not YAML (${error.code}).`)
    return plainValue(document.toJS({ maxAliasCount: 100 }))
  },
  edit: (text: string, edits: Edit[]): string => edits.reduce(editOne, text),
}

function editOne(text: string, { path, value }: Edit): string {
  if (value === undefined) throw new Error('Nothing is taken out of a YAML file: change it by hand.')
  const document = parseDocument(text)
  const found = document.getIn(path, true)
  if (isNode(found) && found.range != null) {
    const [start, end] = found.range
    // The end of a block is that of its last line.
    return splice(text, start, start + text.slice(start, end).trimEnd().length, JSON.stringify(value))
  }
  const map = document.getIn(path.slice(0, -1), true)
  const first = isMap(map) && !map.flow ? map.items[0] : undefined
  if (!isPair(first) || !isScalar(first.key) || first.key.range == null)
    throw new Error('The file is written in a way that cannot be changed safely: change it by hand.')
  const [start] = first.key.range
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1))
  return splice(text, start, start, `${path.at(-1)}: ${JSON.stringify(value)}\n${indent}`)
}

function splice(text: string, from: number, to: number, put: string): string {
  return text.slice(0, from) + put + text.slice(to)
}
