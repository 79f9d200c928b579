import { callFunction } from './call.ts'
import { evaluate, keyOf } from './evaluate.ts'
import { type Frame, placeOf, type Run, spend } from './run.ts'
import { variableValue, writeName } from './scope.ts'
import type { Expression } from './syntax.ts'
import {
  type ClassValue,
  type Dict,
  external,
  type FunctionValue,
  type Instance,
  is,
  isKnown,
  join,
  list,
  orUnknown,
  type Place,
  unknown,
  type Value,
} from './values.ts'

/** A member of a value. */
export function member(run: Run, of: Value, name: string, at: Place): Value {
  spend(run)
  if (is(of, 'instance')) return ofInstance(run, of, name, at)
  if (is(of, 'class')) {
    const own = ofClass(run, of, of, name)
    return own === undefined ? run.language.member(run, of, name, at) : own
  }
  if (is(of, 'module')) {
    const variable = of.scope.names.get(name)
    const own = variable && variableValue(variable)
    return own === undefined ? run.language.member(run, of, name, at) : own
  }
  return run.language.member(run, of, name, at)
}

function ofInstance(run: Run, of: Instance, name: string, at: Place): Value {
  const own = of.members.get(name)
  if (own !== undefined) return own
  const inherited = ofClass(run, of.class, of, name)
  if (inherited !== undefined) return inherited
  for (const embedded of of.members.values()) {
    if (!is(embedded, 'instance') || embedded === of || !of.class.bases.includes(embedded.class)) continue
    return member(run, embedded, name, at)
  }
  return run.language.member(run, of, name, at)
}

/** What a class or one of its bases has under a name, bound to `self`; undefined where none has. */
export function ofClass(run: Run, from: ClassValue, self: Value, name: string): Value | undefined {
  const found = inherited(run, from, name)
  return is(found, 'function') ? bind(run, found, from, self) : found
}

/** Looks through a class and its bases, the nearest first. */
export function inherited(run: Run, from: ClassValue, name: string): Value | undefined {
  const pending: Value[] = [from]
  for (const seen = new Set<Value>(); pending.length > 0; ) {
    const one = pending.shift()!
    if (!is(one, 'class') || seen.has(one)) continue
    seen.add(one)
    spend(run)
    const value = one.members.get(name)
    if (value !== undefined) return value
    pending.unshift(...one.bases)
  }
  return undefined
}

function bind(run: Run, fn: FunctionValue, owner: ClassValue, self: Value): Value {
  if (fn.marks.has('static')) return fn
  if (fn.marks.has('class')) return { ...fn, self: is(self, 'instance') ? self.class : self, owner }
  if (!is(self, 'instance')) return fn
  const bound = { ...fn, self, owner }
  return fn.marks.has('property')
    ? callFunction(run, bound, { self, args: [], named: new Map(), at: self.at })
    : bound
}

/** An element of a value, or a type of types. */
export function index(run: Run, of: Value, keys: Value[], at: Place): Value {
  const [key = unknown] = keys
  if (is(of, 'dict')) {
    const known = keyOf(key)
    return orUnknown(known === undefined ? undefined : of.entries.get(known))
  }
  if (is(of, 'list'))
    return typeof key === 'number'
      ? orUnknown(of.items.at(key))
      : of.items.length > 0 && !of.items.some(item => is(item, 'function'))
        ? join(of.items)
        : unknown
  if (typeof of === 'string') return typeof key === 'number' ? (of.at(key) ?? unknown) : unknown
  if (is(of, 'external')) return { ...external(`${of.path}[]`, of, at), args: keys }
  return run.language.member(run, of, '[]', at)
}

/** A part of a text or list. */
export function slice(of: Value, from: Value, to: Value): Value {
  const bounds = [from, to].map(one => (one === null ? undefined : one))
  if (!bounds.every(one => one === undefined || typeof one === 'number')) return unknown
  const [start, end] = bounds as (number | undefined)[]
  if (typeof of === 'string') return of.slice(start, end)
  return is(of, 'list') ? { ...list(of.items.slice(start, end), of.shape, of.at), open: of.open } : unknown
}

/** A key for a value whose key is not known. */
function nameless({ entries }: Dict): string {
  return `\0${entries.size}`
}

/** Gives a name, a member, an element or several of them a value. */
export function assign(frame: Frame, target: Expression, value: Value, declare: boolean): void {
  spend(frame.run)
  if (target.kind === 'name') writeName(frame, target.name, value, declare)
  else if (target.kind === 'list') unpack(frame, target, value, declare)
  else if (target.kind === 'member') setMember(frame, evaluate(frame, target.of), target.name, value)
  else if (target.kind === 'index') {
    const of = evaluate(frame, target.of)
    const [key] = target.keys.map(one => evaluate(frame, one))
    setElement(of, orUnknown(key), value)
  }
}

function unpack(
  frame: Frame,
  { items }: Expression & { kind: 'list' },
  value: Value,
  declare: boolean,
): void {
  const isRow = is(value, 'list') && (value.shape === 'tuple' || frame.run.language.functionScopes)
  // `value, ok := …`: what is there is there.
  const known = isRow ? value.items : isKnown(value) ? [value, true] : null
  for (const [position, item] of items.entries()) {
    const rest = item.spread === 'list' && known !== null ? list(known.slice(position)) : null
    assign(
      frame,
      item.value,
      rest ?? (known === null ? part(value, placeOf(frame, item.value)) : orUnknown(known[position])),
      declare,
    )
  }
}

/** What something gives that is taken apart: still known by where it came from. */
function part(value: Value, at: Place): Value {
  return is(value, 'external') && value.path !== '' ? external(value.path, value, at) : unknown
}

function setMember(frame: Frame, of: Value, name: string, value: Value): void {
  if (is(of, 'instance') || is(of, 'class')) {
    const before = frame.uncertain > 0 ? of.members.get(name) : undefined
    of.members.set(name, before === undefined || is(before, 'external') ? value : join([before, value]))
  } else if (is(of, 'external')) {
    if (of.named.size === 0) of.named = new Map()
    of.named.set(name, value)
  } else if (is(of, 'module')) of.scope.names.set(name, { value, make: null })
  else if (is(of, 'function')) of.marks.add(`has ${name}`)
}

function setElement(of: Value, key: Value, value: Value): void {
  if (is(of, 'dict')) {
    const known = keyOf(key)
    if (known === undefined) of.open = true
    of.entries.set(known === undefined ? nameless(of) : known, value)
  } else if (is(of, 'list') && typeof key === 'number') {
    const position = key < 0 ? of.items.length + key : key
    if (position >= 0 && position < of.items.length) of.items[position] = value
  }
}
