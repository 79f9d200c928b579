import { isMap, isNode, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml'
import type { Edit, Value } from '../types.ts'
import { plainValue } from './plain-value.ts'

/** YAML: fields are changed in place, put in front of the first of their map, or taken out with their line. */
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
  const document = parseDocument(text)
  const map = document.getIn(path.slice(0, -1), true)
  if (!isMap(map)) throw unsafe()
  const at = map.items.findIndex(({ key }) => isScalar(key) && key.value === path.at(-1))
  if (value === undefined) return at < 0 ? text : takeOut(text, map, at)
  const found = document.getIn(path, true)
  if (isNode(found) && found.range != null) {
    const [start, end] = found.range
    // The end of a block is that of its last line.
    return splice(text, start, start + text.slice(start, end).trimEnd().length, JSON.stringify(value))
  }
  const start = startOf(map.items[0])
  const indent = ' '.repeat(start - lineAt(text, start))
  const behind = map.flow ? ', ' : `\n${indent}`
  return splice(text, start, start, `${path.at(-1)}: ${JSON.stringify(value)}${behind}`)
}

/** Takes a field out of a map that keeps others. */
function takeOut(text: string, { items, flow }: YAMLMap, at: number): string {
  const start = startOf(items[at])
  const next = items[at + 1]
  if (next === undefined && at === 0) throw unsafe()
  // The first of a list's element shares its line with the dash, so that the next one has to move up.
  if (next !== undefined && (flow || text.slice(lineAt(text, start), start).trim() !== ''))
    return splice(text, start, startOf(next), '')
  if (flow) return splice(text, endOf(items[at - 1]), endOf(items[at]), '')
  const end = text.indexOf('\n', endOf(items[at], text) - 1)
  return splice(text, lineAt(text, start), end < 0 ? text.length : end + 1, '')
}

function startOf(pair: Pair | undefined): number {
  if (pair !== undefined && isScalar(pair.key) && pair.key.range != null) return pair.key.range[0]
  throw unsafe()
}

/** Behind the value; in a block the text says where its last line ends. */
function endOf(pair: Pair | undefined, text?: string): number {
  const value = pair?.value
  if (!isNode(value) || value.range == null) throw unsafe()
  const [start, end] = value.range
  return text === undefined ? end : start + text.slice(start, end).trimEnd().length
}

function lineAt(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function unsafe(): Error {
  return new Error('The file is written in a way that cannot be changed safely: change it by hand.')
}

function splice(text: string, from: number, to: number, put: string): string {
  return text.slice(0, from) + put + text.slice(to)
}
