import { index, member } from '../program/access.ts'
import { call } from '../program/call.ts'
import { keyOf } from '../program/evaluate.ts'
import { type Call, type Native, type Run, spend } from '../program/run.ts'
import { toText } from '../program/text.ts'
import { truth } from '../program/truth.ts'
import {
  dict,
  type External,
  external,
  is,
  type Key,
  list,
  orUnknown,
  unknown,
  type Value,
} from '../program/values.ts'
import { cleanDoc } from './read-string.ts'
import { reflection } from './reflection.ts'
import { textMethods } from './text-methods.ts'

/** Python's own functions, and methods of its values, as far as definitions of tools are made with them. */
export const natives = new Map<string, Native>([
  ...textMethods,
  ...reflection,
  ['print', () => null],
  ['str', (_, { args: [value = ''] }) => toText(value) ?? unknown],
  ['repr', () => unknown],
  ['int', (_, { args: [value = 0] }) => (typeof value === 'number' ? Math.trunc(value) : unknown)],
  ['bool', (run, { args: [value = null] }) => truth(run, value) ?? unknown],
  ['len', (_, { args: [value = null] }) => lengthOf(value)],
  ['list', (run, { args }) => listFrom(run, args, 'list')],
  ['tuple', (run, { args }) => listFrom(run, args, 'tuple')],
  ['set', (run, { args }) => listFrom(run, args, 'set')],
  ['frozenset', (run, { args }) => listFrom(run, args, 'set')],
  ['iter', (_, { args: [value = unknown] }) => value],
  ['dict', makeDict],
  ['sorted', (run, { args }) => sortedList(run, args)],
  [
    'reversed',
    (_, { args: [value = null] }) =>
      is(value, 'list') ? { ...list(value.items.toReversed()), open: value.open } : unknown,
  ],
  ['enumerate', enumerate],
  ['zip', zip],
  ['range', range],
  ['map', mapOver],
  ['filter', filterOver],
  ['super', makeSuper],
  ['property', mark('property')],
  ['functools.cached_property', mark('property')],
  ['staticmethod', mark('static')],
  ['classmethod', mark('class')],
  ['dataclasses.dataclass', mark('dataclass')],
  ['functools.wraps()', (run, given) => wraps(run, given)],
  ['functools.partial()', callPartial],
  ['asyncio.run', first],
  ['anyio.run', callFirst],
  ['trio.run', callFirst],
  ['asyncio.run_until_complete', first],
  ['asyncio.to_thread', callFirst],
  ['asyncio.gather', (_, { args, at }) => list(args, 'list', at)],
  ['textwrap.dedent', (_, { args: [text = ''] }) => (typeof text === 'string' ? dedent(text) : unknown)],
  ['inspect.cleandoc', (_, { args: [text = ''] }) => (typeof text === 'string' ? cleanDoc(text) : unknown)],
  ['inspect.getdoc', (run, { args: [of = null], at }) => member(run, of, '__doc__', at)],
  ['copy.copy', first],
  ['copy.deepcopy', first],
  ['typing.cast', (_, { args: [, value = unknown] }) => value],
  ['enum.auto', () => unknown],
  ['list.append', (_, { self, args: [item = unknown] }) => push(self, [item])],
  ['list.insert', (_, { self, args: [, item = unknown] }) => push(self, [item])],
  ['list.add', (_, { self, args: [item = unknown] }) => push(self, [item])],
  ['list.extend', extend],
  ['list.update', extend],
  ['list.copy', (_, { self }) => (is(self, 'list') ? { ...self, items: [...self.items] } : unknown)],
  [
    'list.union',
    (_, { self, args: [other = unknown] }) =>
      is(self, 'list') && is(other, 'list') ? list([...self.items, ...other.items], 'set') : unknown,
  ],
  ['dict.get', (run, { self, args: [key = null, otherwise = null] }) => dictGet(run, self, key, otherwise)],
  ['dict.pop', (run, { self, args: [key = null, otherwise = null] }) => dictGet(run, self, key, otherwise)],
  ['dict.setdefault', setDefault],
  ['dict.items', (_, { self, at }) => rows(self, ([key, value]) => list([key, value], 'tuple', at))],
  ['dict.keys', (_, { self }) => rows(self, ([key]) => key)],
  ['dict.values', (_, { self }) => rows(self, ([, value]) => value)],
  ['dict.update', updateDict],
  ['dict.copy', (_, { self }) => (is(self, 'dict') ? { ...self, entries: new Map(self.entries) } : unknown)],
])

function first(_: Run, { args: [value = unknown] }: Call): Value {
  return value
}

function callFirst(run: Run, { args: [fn = unknown, ...args], at }: Call): Value {
  return call(run, fn, { self: null, args, named: new Map(), at })
}

/** Calls what `functools.partial` was given, with what that was given before the rest. */
function callPartial(run: Run, { callee, args, named, at }: Call & { callee: External }): Value {
  const [fn = unknown, ...before] = callee.args
  return call(run, fn, {
    self: null,
    args: [...before, ...args],
    named: new Map([...callee.named, ...named]),
    at,
  })
}

function mark(name: string): Native {
  return (_, { args: [value = unknown] }) => {
    if (is(value, 'function')) return { ...value, marks: new Set([...value.marks, name]) }
    if (is(value, 'class')) value.marks.add(name)
    return value
  }
}

/** The function that stands around another, and says it is that one. */
const wraps: Native = (_, { callee, args: [wrapper = unknown] }) => {
  const [inner] = callee.args
  return is(wrapper, 'function') && is(inner, 'function')
    ? { ...wrapper, like: inner.like ?? inner }
    : undefined
}

function makeSuper(_: Run, { args, frame, at }: Call): Value {
  const type = args[0] ?? frame?.scope.names.get('__class__')?.value ?? unknown
  const own = frame?.fn?.syntax.parameters[0]?.name ?? 'self'
  return {
    ...external('super()', null, at),
    args: [type, args[1] ?? frame?.scope.names.get(own)?.value ?? unknown],
  }
}

function lengthOf(value: Value): Value {
  if (typeof value === 'string') return value.length
  if (is(value, 'list') && !value.open) return value.items.length
  return is(value, 'dict') && !value.open ? value.entries.size : unknown
}

function listFrom(run: Run, [value]: Value[], shape: 'list' | 'tuple' | 'set'): Value {
  if (value === undefined) return list([], shape)
  const found = run.language.iterate(run, value, 1)
  if (found === null) return is(value, 'external') ? unknown : list([], shape)
  spend(run, found.length)
  const items = found.map(([item]) => orUnknown(item))
  const made = list(shape === 'set' ? [...new Set(items)] : items, shape)
  made.open = is(value, 'list') && value.open
  return made
}

function makeDict(run: Run, { args: [from], named, at }: Call): Value {
  const made = dict([], at)
  if (is(from, 'dict')) for (const [key, value] of from.entries) made.entries.set(key, value)
  else if (is(from, 'list'))
    for (const pair of from.items) {
      const key = is(pair, 'list') ? keyOf(pair.items[0] ?? null) : undefined
      if (is(pair, 'list') && key !== undefined) made.entries.set(key, orUnknown(pair.items[1]))
    }
  else if (from !== undefined) made.open = true
  spend(run, made.entries.size)
  for (const [name, value] of named) made.entries.set(name, value)
  return made
}

function sortedList(run: Run, args: Value[]): Value {
  const made = listFrom(run, args, 'list')
  if (is(made, 'list') && made.items.every(item => typeof item === 'string')) made.items.sort()
  return made
}

function enumerate(run: Run, { args: [over = null, start = 0], at }: Call): Value {
  const found = run.language.iterate(run, over, 1)
  if (found === null) return unknown
  spend(run, found.length)
  return list(
    found.map(([item = unknown], position) =>
      list([typeof start === 'number' ? start + position : unknown, item], 'tuple', at),
    ),
  )
}

function zip(run: Run, { args, at }: Call): Value {
  const lists = args.map(one => run.language.iterate(run, one, 1))
  if (lists.length === 0 || !lists.every(one => one !== null)) return unknown
  const length = Math.min(...lists.map(one => one.length))
  spend(run, length * lists.length)
  return list(
    Array.from({ length }, (_, row) =>
      list(
        lists.map(one => orUnknown(one[row]![0])),
        'tuple',
        at,
      ),
    ),
  )
}

function range(run: Run, { args }: Call): Value {
  const numbers = args.filter(one => typeof one === 'number')
  if (numbers.length !== args.length || numbers.length === 0) return unknown
  const [from, to, step = 1] =
    numbers.length === 1 ? [0, numbers[0]!] : (numbers as [number, number, number?])
  const length = Math.min(1_000, Math.max(0, step === 0 ? 0 : Math.ceil((to - from) / step)))
  spend(run, length)
  return list(Array.from({ length }, (_, position) => from + position * step))
}

function mapOver(run: Run, { args: [fn = unknown, over = null], at }: Call): Value {
  const found = run.language.iterate(run, over, 1)
  if (found === null) return unknown
  return list(
    found.map(([item = unknown]) => call(run, fn, { self: null, args: [item], named: new Map(), at })),
  )
}

function filterOver(run: Run, { args: [fn = unknown, over = null], at }: Call): Value {
  const found = run.language.iterate(run, over, 1)
  if (found === null) return unknown
  const keeps = (item: Value) =>
    truth(run, fn === null ? item : call(run, fn, { self: null, args: [item], named: new Map(), at })) !==
    false
  return list(found.map(([item = unknown]) => item).filter(keeps))
}

function push(self: Value, items: Value[]): Value {
  if (is(self, 'list') && self.items.length < 100_000) self.items.push(...items)
  return null
}

function extend(run: Run, { self, args: [more = null] }: Call): Value {
  const found = run.language.iterate(run, more, 1)
  if (is(self, 'list') && (found === null || (is(more, 'list') && more.open))) self.open = true
  spend(run, found?.length ?? 0)
  return push(
    self,
    (found ?? []).map(([item]) => orUnknown(item)),
  )
}

function dictGet(run: Run, self: Value, key: Value, otherwise: Value): Value {
  const known = keyOf(key)
  if (!is(self, 'dict') || known === undefined) return unknown
  if (self.entries.has(known)) return self.entries.get(known)!
  return self.open ? index(run, unknown, [key], self.at) : otherwise
}

function setDefault(_: Run, { self, args: [key = null, value = null] }: Call): Value {
  const known = keyOf(key)
  if (!is(self, 'dict') || known === undefined) return unknown
  if (!self.entries.has(known)) self.entries.set(known, value)
  return self.entries.get(known)!
}

function rows(self: Value, make: (entry: [Key, Value]) => Value): Value {
  return is(self, 'dict') ? { ...list([...self.entries].map(make)), open: self.open } : unknown
}

function updateDict(run: Run, { self, args: [more = null], named }: Call): Value {
  if (!is(self, 'dict')) return null
  if (is(more, 'dict')) for (const [key, value] of more.entries) self.entries.set(key, value)
  self.open ||= (is(more, 'dict') && more.open) || is(more, 'external')
  for (const [name, value] of named) self.entries.set(name, value)
  spend(run, self.entries.size)
  return null
}

function dedent(text: string): string {
  const lines = text.split('\n')
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const margin = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY)
  return lines.map(line => (line.trim() === '' ? '' : line.slice(margin))).join('\n')
}
