import { listOf } from '../evaluate/iterate.ts'
import { entriesOf, get, has, keysOf, set, slotOf, toKey } from '../evaluate/members.ts'
import { type Run, spend } from '../evaluate/run.ts'
import { sawMember } from '../evaluate/sightings.ts'
import { define, isThing, isUnknown, type Thing, thing, unknown, type Value } from '../evaluate/values.ts'
import { addClass, addMethods, own, type Realm } from './realm.ts'

export function addObjects(realm: Realm): void {
  const object = addClass(realm, 'Object', realm.protos.object, (run, _, [value]) =>
    value === undefined || value === null ? thing(run.realm.protos.object) : value,
  )
  addMethods(realm, object, {
    keys: (run, _, [value]) => list(run, value, keysOf(run, value)),
    getOwnPropertyNames: (run, _, [value]) => list(run, value, ownNames(value)),
    values: (run, _, [value]) =>
      list(
        run,
        value,
        entriesOf(run, value).map(([, one]) => one),
      ),
    entries: (run, _, [value]) =>
      list(
        run,
        value,
        entriesOf(run, value).map(pair => run.realm.array(pair)),
      ),
    assign: (run, _, [target, ...sources]) => assignAll(run, target, sources),
    freeze: (_, __, [value]) => value,
    seal: (_, __, [value]) => value,
    preventExtensions: (_, __, [value]) => value,
    isFrozen: () => unknown(),
    is: (_, __, [a, b]) => (isUnknown(a) || isUnknown(b) ? unknown() : Object.is(a, b)),
    create: (run, _, [proto, members]) => {
      const made = thing(isThing(proto) ? proto : null)
      if (isUnknown(proto)) made.open = true
      for (const [key, descriptor] of entriesOf(run, members)) defineBy(run, made, key, descriptor)
      return made
    },
    fromEntries: (run, _, [pairs]) => fromEntries(run, pairs),
    defineProperty: (run, _, [target, key, descriptor]) => defineBy(run, target, key, descriptor),
    defineProperties: (run, _, [target, descriptors]) => {
      for (const [key, descriptor] of entriesOf(run, descriptors)) defineBy(run, target, key, descriptor)
      return target
    },
    getPrototypeOf: (_, __, [value]) => (isThing(value) ? value.proto : unknown()),
    setPrototypeOf: (_, __, [value, proto]) => {
      if (isThing(value) && (isThing(proto) || proto === null) && !leadsTo(proto, value)) value.proto = proto
      return value
    },
    getOwnPropertyDescriptor: (run, _, [value, key]) => describe(run, value, key),
    getOwnPropertyDescriptors: (run, _, [value]) => {
      const all = thing(run.realm.protos.object)
      if (isThing(value)) for (const key of value.members.keys()) define(all, key, describe(run, value, key))
      return all
    },
    getOwnPropertySymbols: (run, _, [value]) =>
      run.realm.array(isThing(value) ? [...value.members.keys()].filter(key => typeof key === 'symbol') : []),
    hasOwn: (run, _, [value, key]) => owns(run, value, key),
  })
  addMethods(realm, realm.protos.object, {
    hasOwnProperty: own((run, self, [key]) => owns(run, self, key)),
    propertyIsEnumerable: own((run, self, [key]) => owns(run, self, key)),
    isPrototypeOf: own((_, self, [value]) => isThing(value) && value.proto === self),
    valueOf: own((_, self) => self),
    toLocaleString: own(() => unknown()),
    toString: own((_, self) => `[object ${kindName(self)}]`),
  })
}

function kindName(self: Value): string {
  if (self === undefined) return 'Undefined'
  if (self === null) return 'Null'
  if (!isThing(self)) return isUnknown(self) ? 'Object' : capital(typeof self)
  const names: { [kind: string]: string } = {
    array: 'Array',
    function: 'Function',
    regexp: 'RegExp',
    date: 'Date',
  }
  return names[self.kind] ?? 'Object'
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function list(run: Run, from: Value, items: Value[]): Value {
  if (isUnknown(from)) return from
  return run.realm.array(items, isThing(from) && from.open)
}

function ownNames(value: Value): string[] {
  if (!isThing(value)) return []
  const own = [...value.members.keys()].filter(
    (key): key is string => typeof key === 'string' && !key.startsWith('#'),
  )
  return value.kind === 'array' ? [...(value.items ?? []).keys()].map(String).concat(own) : own
}

export function assignAll(run: Run, target: Value, sources: Value[]): Value {
  for (const source of sources) {
    if (isThing(target) && (isUnknown(source) || (isThing(source) && source.open))) target.open = true
    for (const [key, value] of entriesOf(run, source)) set(run, target, key, value)
  }
  return target
}

function fromEntries(run: Run, pairs: Value): Value {
  const { items, open } = listOf(run, pairs)
  const made = thing(run.realm.protos.object)
  made.open = open
  for (const pair of items) {
    spend(run)
    const key = toKey(get(run, pair, '0'))
    if (key === null) made.open = true
    else define(made, key, get(run, pair, '1'))
  }
  return made
}

/** `Object.defineProperty`. */
export function defineBy(run: Run, target: Value, name: Value, descriptor: Value): Value {
  const key = toKey(name)
  if (!isThing(target) || key === null) return target
  if (!isThing(descriptor)) {
    define(target, key, unknown())
    return target
  }
  const known = target.members.get(key)
  const part = (field: string, otherwise: Value) =>
    has(run, descriptor, field) === false ? otherwise : get(run, descriptor, field)
  const enumerable = part('enumerable', known?.enumerable ?? false) === true
  const value = part('value', known?.value)
  target.members.set(key, { value, get: part('get', known?.get), set: part('set', known?.set), enumerable })
  if (value !== undefined) sawMember(run, target, key, value)
  return target
}

export function describe(run: Run, value: Value, name: Value): Value {
  const key = toKey(name)
  if (!isThing(value) || key === null) return unknown()
  const slot = slotOf(run, value, key)
  if (slot === null) return value.open ? unknown() : undefined
  const enumerable = value.members.get(key)?.enumerable ?? true
  const shared = { enumerable, configurable: true }
  return slot.get === undefined && slot.set === undefined
    ? run.realm.object({ ...shared, value: slot.value, writable: true })
    : run.realm.object({ ...shared, get: slot.get, set: slot.set })
}

function owns(run: Run, value: Value, name: Value): Value {
  const key = toKey(name)
  if (!isThing(value) || key === null) return unknown()
  return slotOf(run, value, key) !== null || (value.open ? unknown() : false)
}

function leadsTo(proto: Thing | null, target: Thing): boolean {
  for (let here = proto, depth = 0; here !== null && depth < 1000; depth++) {
    if (here === target) return true
    here = here.proto
  }
  return false
}
