import type { ClassSyntax, FieldSyntax, FunctionSyntax, ListShape } from './syntax.ts'

// The values that code comes to. Nothing here is an object of the code that is read, and a stranger's names
// are keys of maps alone.

export type Place = { file: string; line: number }
export type Value =
  | string
  | number
  | boolean
  | null
  | External
  | List
  | Dict
  | FunctionValue
  | ClassValue
  | Instance
  | Module

/**
 * What comes from outside of the code that is read, and is known by its path alone: an import's name, then
 * `.member`, `()` for what a call gives, `{}` for a literal of a type and `[]` for an index. '' is not known at all.
 */
export type External = {
  kind: 'external'
  path: string
  /** What it is a member, a result or an index of. */
  of: Value
  args: Value[]
  named: Map<string, Value>
  at: Place
}

export type List = {
  kind: 'list'
  shape: ListShape
  items: Value[]
  /** True where there may be more of them. */
  open: boolean
  /** Names of the items, of a tuple that has them. */
  names?: string[]
  at: Place
}
export type Key = string | number | boolean | null
export type Dict = { kind: 'dict'; entries: Map<Key, Value>; open: boolean; at: Place }

export type FunctionValue = {
  kind: 'function'
  syntax: FunctionSyntax
  scope: Scope
  module: Module
  /** What a method is bound to. */
  self: Value | undefined
  owner: ClassValue | null
  /** Such as `property` or `static`. */
  marks: Set<string>
  /** The function that it says it is, where it stands around another. */
  like: FunctionValue | null
  /** How often its body was followed; shared by all that are made of one piece of code. */
  calls: { count: number; active: number }
}

export type Field = FieldSyntax & { scope: Scope; module: Module }
export type ClassValue = {
  kind: 'class'
  name: string
  syntax: ClassSyntax
  module: Module
  bases: Value[]
  members: Map<string, Value>
  fields: Field[]
  marks: Set<string>
  at: Place
}
export type Instance = { kind: 'instance'; class: ClassValue; members: Map<string, Value>; at: Place }
export type Module = {
  kind: 'module'
  path: string
  file: string
  scope: Scope
  state: 'new' | 'loading' | 'loaded'
}

export type Variable = { value: Value | undefined; make: (() => Value) | null }
export type Scope = {
  names: Map<string, Variable>
  parent: Scope | null
  /** Where a function's names end: Python's assignments go no further. */
  isFunction: boolean
  /** Names that belong to an outer scope, though they are assigned to here. */
  outer: Set<string> | null
}

export const nowhere: Place = { file: '', line: 0 }

const noNames: ReadonlyMap<string, Value> = new Map()
const pathLimit = 400

export function external(path: string, of: Value = null, at: Place = nowhere): External {
  const short = path.length > pathLimit ? '' : path
  return { kind: 'external', path: short, of, args: [], named: noNames as Map<string, Value>, at }
}

export const unknown: External = external('')

export function list(items: Value[], shape: ListShape = 'list', at: Place = nowhere): List {
  return { kind: 'list', shape, items, open: false, at }
}

export function dict(entries: Iterable<[Key, Value]> = [], at: Place = nowhere): Dict {
  return { kind: 'dict', entries: new Map(entries), open: false, at }
}

export function scopeWithin(parent: Scope | null, isFunction = true): Scope {
  return { names: new Map(), parent, isFunction, outer: null }
}

type Composite = Exclude<Value, string | number | boolean | null>

export function is<Kind extends Composite['kind']>(
  value: Value | undefined,
  kind: Kind,
): value is Extract<Composite, { kind: Kind }> {
  return typeof value === 'object' && value !== null && value.kind === kind
}

/** A value that may be missing: `null` is one. */
export function orUnknown(value: Value | undefined): Value {
  return value === undefined ? unknown : value
}

/** Whether a value is anything that can be told. */
export function isKnown(value: Value | undefined): value is Exclude<Value, External> {
  return value !== undefined && !is(value, 'external')
}

/** One value for several that are possible: lists and dictionaries together, else the last that is known. */
export function join(values: Value[]): Value {
  // Yes or no is not known where it may be either.
  if (values.some(value => typeof value === 'boolean') && values.some(value => value !== values[0]))
    return unknown
  const something = values.filter(value => value !== null)
  const known = something.filter(isKnown)
  if (known.length === 0)
    return something.findLast(value => is(value, 'external') && value.path !== '') ?? something[0] ?? null
  const first = known[0]!
  if (known.length > 1 && known.every(value => is(value, 'list'))) return joinLists(known as List[])
  if (known.length > 1 && known.every(value => is(value, 'dict'))) return joinDicts(known as Dict[])
  return known.every(value => value === first) ? first : known.at(-1)!
}

function joinLists(lists: List[]): Value {
  const [first] = lists
  const { shape, items, at } = first!
  if (lists.every(one => one === first)) return first!
  if (shape === 'tuple' && lists.every(one => one.items.length === items.length))
    return list(
      items.map((_, index) => join(lists.map(one => one.items[index]!))),
      'tuple',
      at,
    )
  const joined = list([...new Set(lists.flatMap(one => one.items))], shape, at)
  joined.open = lists.some(one => one.open)
  return joined
}

function joinDicts(dicts: Dict[]): Value {
  if (dicts.every(one => one === dicts[0])) return dicts[0]!
  const joined = dict(
    dicts.flatMap(({ entries }) => [...entries]),
    dicts[0]!.at,
  )
  joined.open = dicts.some(one => one.open)
  return joined
}
