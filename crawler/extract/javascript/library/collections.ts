import { call } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { get } from '../evaluate/members.ts'
import { type Native, type Run, spend } from '../evaluate/run.ts'
import { isThing, isUnknown, type Thing, thing, unknown, type Value } from '../evaluate/values.ts'
import { addClass, addGetter, addMethods, type Realm } from './realm.ts'

export function addCollections(realm: Realm): void {
  const { map, set } = realm.protos
  const makeMap: Native = (run, _, [from], newTarget) => fill(run, make(run, 'map', newTarget), from)
  const makeSet: Native = (run, _, [from], newTarget) => fill(run, make(run, 'set', newTarget), from)
  for (const name of ['WeakMap', 'Map']) addClass(realm, name, map, makeMap)
  for (const name of ['WeakSet', 'Set']) addClass(realm, name, set, makeSet)
  addMethods(realm, map, onEntries(mapMethods))
  addMethods(realm, set, onItems(setMethods))
  for (const proto of [map, set]) addGetter(realm, proto, 'size', (_, self) => sizeOf(self))
  const weak: Native = (run, _, [target]) => run.realm.object({ deref: run.realm.native(() => target) })
  addClass(realm, 'WeakRef', thing(realm.protos.object), weak)
}

function make(run: Run, kind: 'map' | 'set', newTarget: Thing | undefined): Thing {
  return thing(
    newTarget === undefined ? run.realm.protos[kind] : run.realm.prototypeFor(run, newTarget),
    kind,
  )
}

function fill(run: Run, target: Thing, from: Value): Thing {
  if (from === undefined || from === null) return target
  const { items, open } = listOf(run, from)
  target.open = open
  spend(run, items.length)
  for (const item of items) {
    if (target.entries === null) addItem(target, item)
    else addEntry(target, get(run, item, '0'), get(run, item, '1'))
  }
  return target
}

function addItem(target: Thing, item: Value): void {
  if (isUnknown(item)) target.open = true
  else if (!target.items!.includes(item)) target.items!.push(item)
}

function addEntry(target: Thing, key: Value, value: Value): void {
  // What is kept under a key that is not known is still there for whoever goes through all of it.
  if (isUnknown(key)) target.open = true
  target.entries!.set(isUnknown(key) ? { ...key } : key, value)
}

function sizeOf(self: Value): Value {
  if (!isThing(self) || self.open) return unknown()
  return self.entries?.size ?? self.items?.length ?? unknown()
}

type MapMethod = (run: Run, self: Thing, entries: Map<Value, Value>, args: Value[]) => Value

const mapMethods: { [name: string]: MapMethod } = {
  get: (_, self, entries, [key]) =>
    isUnknown(key) ? key : entries.has(key) ? entries.get(key) : self.open ? unknown() : undefined,
  has: (_, self, entries, [key]) =>
    isUnknown(key) ? key : entries.has(key) || (self.open ? unknown() : false),
  set: (_, self, __, [key, value]) => {
    addEntry(self, key, value)
    return self
  },
  delete: (_, __, entries, [key]) => entries.delete(key),
  clear: (_, __, entries) => {
    entries.clear()
    return undefined
  },
  keys: (run, self, entries) => run.realm.array([...entries.keys()], self.open),
  values: (run, self, entries) => run.realm.array([...entries.values()], self.open),
  entries: (run, self, entries) =>
    run.realm.array(
      [...entries].map(pair => run.realm.array(pair)),
      self.open,
    ),
  forEach: (run, self, entries, [fn]) => {
    for (const [key, value] of [...entries]) call(run, fn, undefined, [value, key, self])
    return undefined
  },
}

function onEntries(methods: { [name: string]: MapMethod }): { [name: string]: Native } {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]): [string, Native] => [
      name,
      (run, self, args) => {
        if (!isThing(self) || self.entries === null) return unknown()
        spend(run, 2)
        return method(run, self, self.entries, args)
      },
    ]),
  )
}

type SetMethod = (run: Run, self: Thing, items: Value[], args: Value[]) => Value

const setMethods: { [name: string]: SetMethod } = {
  has: (_, self, items, [value]) =>
    isUnknown(value) ? value : items.includes(value) || (self.open ? unknown() : false),
  add: (_, self, __, [value]) => {
    addItem(self, value)
    return self
  },
  delete: (_, __, items, [value]) => {
    const index = items.indexOf(value)
    if (index >= 0) items.splice(index, 1)
    return index >= 0
  },
  clear: (_, __, items) => {
    items.length = 0
    return undefined
  },
  keys: (run, self, items) => run.realm.array([...items], self.open),
  values: (run, self, items) => run.realm.array([...items], self.open),
  forEach: (run, self, items, [fn]) => {
    for (const item of [...items]) call(run, fn, undefined, [item, item, self])
    return undefined
  },
}

function onItems(methods: { [name: string]: SetMethod }): { [name: string]: Native } {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]): [string, Native] => [
      name,
      (run, self, args) => {
        if (!isThing(self) || self.kind !== 'set' || self.items === null) return unknown()
        spend(run, 2 + (self.items.length >> 3))
        return method(run, self, self.items, args)
      },
    ]),
  )
}
