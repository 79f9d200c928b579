import { call, construct } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { get, has, remove, set, toKey } from '../evaluate/members.ts'
import { isThing, thing, unknown } from '../evaluate/values.ts'
import { defineBy, describe } from './objects.ts'
import { addClass, addMethods, own, type Realm } from './realm.ts'

export function addReflection(realm: Realm): void {
  const { protos, globals } = realm
  const reflect = thing(protos.object)
  addMethods(realm, reflect, {
    get: (run, _, [target, key]) => get(run, target, toKey(key) ?? ''),
    set: (run, _, [target, key, value]) => {
      set(run, target, toKey(key) ?? '', value)
      return true
    },
    has: (run, _, [target, key]) =>
      isThing(target) ? (has(run, target, toKey(key) ?? '') ?? unknown()) : unknown(),
    apply: (run, _, [fn, self, args]) => call(run, fn, self, listOf(run, args).items),
    construct: (run, _, [fn, args, target]) =>
      construct(run, fn, listOf(run, args).items, isThing(target) ? target : undefined),
    ownKeys: (run, _, [value]) => run.realm.array(isThing(value) ? [...value.members.keys()] : []),
    getPrototypeOf: (_, __, [value]) => (isThing(value) ? value.proto : unknown()),
    defineProperty: (run, _, [target, key, descriptor]) => {
      defineBy(run, target, key, descriptor)
      return true
    },
    getOwnPropertyDescriptor: (run, _, [value, key]) => describe(run, value, key),
    deleteProperty: (_, __, [target, key]) => {
      remove(target, toKey(key) ?? '')
      return true
    },
  })
  globals.set('Reflect', reflect)
  // A proxy is taken for what it stands before: handlers mostly pass on.
  globals.set(
    'Proxy',
    realm.native((_, __, [target]) => (isThing(target) ? target : unknown())),
  )
  addSymbols(realm)
}

function addSymbols(realm: Realm): void {
  const symbol = addClass(realm, 'Symbol', realm.protos.symbol, (_, __, [name]) =>
    Symbol(String(typeof name === 'string' ? name : '')),
  )
  const known = {
    iterator: Symbol.iterator,
    asyncIterator: Symbol.asyncIterator,
    hasInstance: Symbol.hasInstance,
    toPrimitive: Symbol.toPrimitive,
    toStringTag: Symbol.toStringTag,
    species: Symbol.species,
    dispose: Symbol('dispose'),
    asyncDispose: Symbol('asyncDispose'),
  }
  for (const [name, value] of Object.entries(known))
    symbol.members.set(name, { value, get: undefined, set: undefined, enumerable: false })
  const shared = new Map<string, symbol>()
  addMethods(realm, symbol, {
    for: (_, __, [name]) => {
      const key = String(typeof name === 'string' ? name : '')
      const made = shared.get(key) ?? Symbol(key)
      shared.set(key, made)
      return made
    },
  })
  addMethods(realm, realm.protos.symbol, {
    toString: own((_, self) => (typeof self === 'symbol' ? String(self) : unknown())),
  })
}
