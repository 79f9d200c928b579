import type { Native } from '../program/run.ts'
import { toText } from '../program/text.ts'
import { is, list, unknown, type Value } from '../program/values.ts'

const textLimit = 1_000_000

/** Methods of a text that take texts and give one. */
function ofText(make: (text: string, ...args: Value[]) => Value | undefined): Native {
  return (_, { self, args }) => {
    const made = typeof self === 'string' ? make(self, ...args) : undefined
    return typeof made === 'string' && made.length > textLimit ? unknown : (made ?? unknown)
  }
}

export const textMethods: [string, Native][] = [
  [
    'text.format',
    (_, { self, args, named }) => (typeof self === 'string' ? format(self, args, named) : unknown),
  ],
  [
    'text.format_map',
    (_, { self, args: [table = null] }) =>
      typeof self === 'string' && is(table, 'dict')
        ? format(self, [], new Map([...table.entries].map(([key, value]) => [String(key), value])))
        : unknown,
  ],
  ['text.join', ofText((text, over) => joinTexts(text, over ?? null))],
  ['text.upper', ofText(text => text.toUpperCase())],
  ['text.lower', ofText(text => text.toLowerCase())],
  [
    'text.title',
    ofText(text => text.toLowerCase().replace(/[a-z]+/g, word => word[0]!.toUpperCase() + word.slice(1))),
  ],
  ['text.capitalize', ofText(text => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase())],
  ['text.strip', ofText((text, signs) => strip(text, signs, true, true))],
  ['text.lstrip', ofText((text, signs) => strip(text, signs, true, false))],
  ['text.rstrip', ofText((text, signs) => strip(text, signs, false, true))],
  [
    'text.replace',
    ofText((text, from, to) =>
      typeof from === 'string' && typeof to === 'string' && from !== ''
        ? text.replaceAll(from, () => to)
        : undefined,
    ),
  ],
  [
    'text.startswith',
    ofText((text, start) => (typeof start === 'string' ? text.startsWith(start) : undefined)),
  ],
  ['text.endswith', ofText((text, end) => (typeof end === 'string' ? text.endsWith(end) : undefined))],
  [
    'text.removeprefix',
    ofText((text, start) =>
      typeof start === 'string' ? (text.startsWith(start) ? text.slice(start.length) : text) : undefined,
    ),
  ],
  [
    'text.removesuffix',
    ofText((text, end) =>
      typeof end === 'string'
        ? end !== '' && text.endsWith(end)
          ? text.slice(0, -end.length)
          : text
        : undefined,
    ),
  ],
  [
    'text.split',
    ofText((text, by) =>
      list(typeof by === 'string' && by !== '' ? text.split(by) : text.split(/\s+/).filter(Boolean)),
    ),
  ],
  ['text.splitlines', ofText(text => list(text.split(/\r?\n/)))],
]

function strip(text: string, signs: Value | undefined, left: boolean, right: boolean): Value {
  const set = typeof signs === 'string' ? new Set(signs) : null
  const goes = (sign: string) => (set === null ? sign.trim() === '' : set.has(sign))
  let start = 0
  let end = text.length
  while (left && start < end && goes(text[start]!)) start += 1
  while (right && end > start && goes(text[end - 1]!)) end -= 1
  return text.slice(start, end)
}

function joinTexts(by: string, over: Value): Value | undefined {
  const items =
    is(over, 'list') && !over.open ? over.items : is(over, 'dict') ? [...over.entries.keys()] : null
  const texts = items?.map(item =>
    typeof item === 'string' ? item : is(item, 'instance') ? toText(item) : null,
  )
  return texts?.every(text => text !== null) ? texts.join(by) : undefined
}

/** `"{} {name}".format(…)`; not known where a value is not. */
function format(text: string, args: Value[], named: Map<string, Value>): Value {
  let used = 0
  let isWhole = true
  const made = text.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(?::[^{}]*)?\}/g,
    (match, name: string | undefined) => {
      if (match === '{{') return '{'
      if (match === '}}') return '}'
      const value =
        name === '' || name === undefined
          ? args[used++]
          : /^\d+$/.test(name)
            ? args[Number(name)]
            : named.get(name)
      const part = value === undefined ? null : toText(value)
      isWhole &&= part !== null
      return part ?? ''
    },
  )
  return isWhole && made.length <= textLimit ? made : unknown
}
