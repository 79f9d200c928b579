import { call } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { get } from '../evaluate/members.ts'
import { joinText, text } from '../evaluate/operators.ts'
import { type Native, type Run, spend } from '../evaluate/run.ts'
import {
  isArray,
  isFunction,
  isThing,
  isUnknown,
  type Thing,
  truth,
  unknown,
  type Value,
} from '../evaluate/values.ts'
import { addClass, addMethods, type Realm } from './realm.ts'
import { searching } from './searching.ts'

type List = Thing & { items: Value[] }

export function addArrays(realm: Realm): void {
  const array = addClass(realm, 'Array', realm.protos.array, (run, _, args) => {
    const [length] = args
    if (args.length !== 1 || typeof length !== 'number') return run.realm.array(args)
    const size = Math.max(0, Math.min(length, 10_000)) || 0
    spend(run, size)
    return run.realm.array(new Array(size).fill(undefined))
  })
  addMethods(realm, array, {
    isArray: (_, __, [value]) => (isUnknown(value) ? value : isArray(value)),
    of: (run, _, args) => run.realm.array(args),
    from: (run, _, [from, map]) => arrayFrom(run, from, map),
  })
  addMethods(realm, realm.protos.array, { ...onLists(changing), ...onLists(making), ...onLists(searching) })
  const iterate = realm.native((run, self) => {
    const { items, open } = listOf(run, self)
    return run.realm.array(items, open)
  })
  for (const proto of [realm.protos.array, realm.protos.set, realm.protos.generator])
    proto.members.set(Symbol.iterator, { value: iterate, get: undefined, set: undefined, enumerable: false })
}

function arrayFrom(run: Run, from: Value, map: Value): Value {
  if (isUnknown(from)) return from
  const length =
    isThing(from) && from.items === null && from.entries === null ? get(run, from, 'length') : undefined
  const size = typeof length === 'number' ? Math.max(0, Math.min(length, 10_000)) : null
  const { items, open } =
    size === null ? listOf(run, from) : { items: new Array<Value>(size).fill(undefined), open: false }
  spend(run, items.length)
  return run.realm.array(
    map === undefined ? items : items.map((item, index) => call(run, map, undefined, [item, index])),
    open,
  )
}

type ListNative = (run: Run, self: List, args: Value[]) => Value

function onLists(methods: { [name: string]: ListNative }): { [name: string]: Native } {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]): [string, Native] => [
      name,
      (run, self, args) => {
        if (!isArray(self)) return unknown()
        spend(run, self.items.length)
        return method(run, self, args)
      },
    ]),
  )
}

const growthLimit = 200_000

const changing: { [name: string]: ListNative } = {
  push: (_, self, args) => {
    if (self.items.length + args.length <= growthLimit) self.items.push(...args)
    return self.items.length
  },
  pop: (_, self) => (self.items.length === 0 && self.open ? unknown() : self.items.pop()),
  shift: (_, self) => (self.items.length === 0 && self.open ? unknown() : self.items.shift()),
  unshift: (_, self, args) => {
    if (self.items.length + args.length <= growthLimit) self.items.unshift(...args)
    return self.items.length
  },
  splice: (run, self, [start, count, ...added]) => {
    if (isUnknown(start) || isUnknown(count)) return run.realm.array([], true)
    const from = Number(start)
    return run.realm.array(self.items.splice(from, count === undefined ? Infinity : Number(count), ...added))
  },
  reverse: (_, self) => {
    self.items.reverse()
    return self
  },
  fill: (_, self, [value]) => {
    self.items.fill(value)
    return self
  },
  sort: (run, self, [compare]) => {
    self.items.sort(order(run, compare))
    return self
  },
  forEach: (run, self, [fn]) => {
    eachOf(run, self, fn)
    return undefined
  },
}

function order(run: Run, compare: Value): (a: Value, b: Value) => number {
  return (a, b) => {
    if (!isFunction(compare)) return textOrder(text(run, a), text(run, b))
    const result = call(run, compare, undefined, [a, b])
    return typeof result === 'number' ? result : 0
  }
}

function textOrder(a: Value, b: Value): number {
  if (typeof a !== 'string' || typeof b !== 'string') return 0
  return a < b ? -1 : a > b ? 1 : 0
}

/** What a function gives for each element, and once for those that are not known. */
function eachOf(run: Run, self: List, fn: Value): Value[] {
  const results = [...self.items].map((item, index) => call(run, fn, undefined, [item, index, self]))
  if (self.open) call(run, fn, undefined, [unknown(), unknown(), self])
  return results
}

const making: { [name: string]: ListNative } = {
  map: (run, self, [fn]) => run.realm.array(eachOf(run, self, fn), self.open),
  // What may pass, passes: a list of tools is filtered by settings that are not known.
  filter: (run, self, [fn]) => {
    const results = eachOf(run, self, fn)
    return run.realm.array(
      self.items.filter((_, index) => truth(results[index]) !== false),
      self.open,
    )
  },
  flatMap: (run, self, [fn]) => flat(run, eachOf(run, self, fn), self.open, 1),
  flat: (run, self, [depth]) => flat(run, self.items, self.open, typeof depth === 'number' ? depth : 1),
  slice: (run, self, [start, end]) =>
    isUnknown(start) || isUnknown(end)
      ? run.realm.array([...self.items], true)
      : run.realm.array(self.items.slice(start as number | undefined, end as number | undefined), self.open),
  concat: (run, self, args) => {
    const lists = args.map(value =>
      isArray(value) ? value : run.realm.array(isUnknown(value) ? [] : [value], isUnknown(value)),
    )
    const items = [self, ...lists].flatMap(list => list.items ?? [])
    return run.realm.array(items, self.open || lists.some(list => list.open))
  },
  toSorted: (run, self, [compare]) => run.realm.array([...self.items].sort(order(run, compare)), self.open),
  toReversed: (run, self) => run.realm.array(self.items.toReversed(), self.open),
  join: (run, self, [between]) =>
    joinText(run, self.items, between === undefined ? ',' : String(between), self.open),
  keys: (run, self) => run.realm.array([...self.items.keys()], self.open),
  values: (run, self) => run.realm.array([...self.items], self.open),
  entries: (run, self) =>
    run.realm.array(
      self.items.map((item, index) => run.realm.array([index, item])),
      self.open,
    ),
}

function flat(run: Run, items: Value[], open: boolean, depth: number): Value {
  const parts = items.map(item => (isArray(item) && depth > 0 ? item : null))
  const flattened = items.flatMap((item, index) => {
    const part = parts[index]
    if (!part) return isUnknown(item) ? [] : [item]
    spend(run, part.items!.length)
    const within = depth > 1 ? (flat(run, part.items!, part.open, Math.min(depth - 1, 50)) as Thing) : part
    return within.items ?? []
  })
  return run.realm.array(flattened, open || items.some(isUnknown) || parts.some(part => part?.open))
}
