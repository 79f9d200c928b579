import { get } from '../evaluate/members.ts'
import { callable, type Native, type Run } from '../evaluate/run.ts'
import { define, isThing, type Key, type Thing, thing, unknown, type Value } from '../evaluate/values.ts'
import { addArrays } from './arrays.ts'
import { addCollections } from './collections.ts'
import { addErrors } from './errors.ts'
import { addFunctions } from './functions.ts'
import { addGenerators } from './generators.ts'
import { addJson } from './json.ts'
import { addNumbers } from './numbers.ts'
import { addObjects } from './objects.ts'
import { addPromises } from './promises.ts'
import { addReflection } from './reflection.ts'
import { addStrings } from './strings.ts'

const protoNames = [
  ...['object', 'function', 'array', 'string', 'number', 'boolean', 'symbol', 'bigint'],
  ...['map', 'set', 'promise', 'regexp', 'generator', 'error', 'date'],
] as const
export type Protos = Record<(typeof protoNames)[number], Thing>

/** The objects that every program finds: of each reading its own, so that no program changes another's. */
export type Realm = {
  protos: Protos
  globals: Map<string, Value>
  global(name: string): Value
  typeOfGlobal(name: string): Value
  array(items: Value[], open?: boolean): Thing
  object(members: { [name: string]: Value }): Thing
  regexp(source: string, flags: string): Thing
  native(native: Native): Thing
  prototypeFor(run: Run, target: Thing): Thing
}

export function makeRealm(): Realm {
  const object = thing(null)
  const protos = Object.fromEntries(
    protoNames.map(name => [name, name === 'object' ? object : thing(object)]),
  ) as Protos
  const globals = new Map<string, Value>()
  const realm: Realm = {
    protos,
    globals,
    global: name => (globals.has(name) ? globals.get(name) : unknown()),
    typeOfGlobal: name => typeOfGlobal(globals.get(name), globals.has(name)),
    array(items, open = false) {
      const array = thing(protos.array, 'array')
      array.items = items
      array.open = open
      return array
    },
    object(members) {
      const made = thing(object)
      for (const [key, value] of Object.entries(members)) define(made, key, value)
      return made
    },
    regexp(source, flags) {
      const made = thing(protos.regexp, 'regexp')
      made.inner = [source, flags]
      define(made, 'lastIndex', 0, false)
      return made
    },
    native(native) {
      const fn = thing(protos.function, 'function')
      fn.call = callable({ native })
      return fn
    },
    prototypeFor(run, target) {
      const proto = get(run, target, 'prototype')
      return isThing(proto) ? proto : object
    },
  }
  for (const add of libraries) add(realm)
  const world = thing(object)
  world.open = true
  for (const [name, value] of globals) define(world, name, value)
  for (const name of ['globalThis', 'global']) globals.set(name, world)
  return realm
}

const libraries = [
  addObjects,
  addFunctions,
  addArrays,
  addStrings,
  addNumbers,
  addCollections,
  addGenerators,
  addPromises,
  addErrors,
  addJson,
  addReflection,
]

/** What is not there in Node is not there; the rest of what nobody declared is not known. */
function typeOfGlobal(value: Value, known: boolean): Value {
  if (!known) return 'undefined'
  if (isThing(value)) return value.call === null ? 'object' : 'function'
  return typeof value === 'object' ? unknown() : typeof value
}

/** Adds functions of ours to an object of the library. */
export function addMethods(realm: Realm, target: Thing, methods: { [name: string]: Native }): void {
  for (const [name, native] of Object.entries(methods)) define(target, name, realm.native(native), false)
}

/** Says of a function under a name that TypeScript takes for one of every object that it is one of ours. */
export function own(native: Native): Native {
  return native
}

/** A constructor of the library with its prototype. */
export function addClass(realm: Realm, name: string, proto: Thing, native: Native): Thing {
  const fn = realm.native(native)
  define(fn, 'prototype', proto, false)
  define(fn, 'name', name, false)
  define(proto, 'constructor', fn, false)
  realm.globals.set(name, fn)
  return fn
}

export function addGetter(realm: Realm, target: Thing, key: Key, native: Native): void {
  target.members.set(key, { value: undefined, get: realm.native(native), set: undefined, enumerable: false })
}
