import { call, construct } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { isFunction, thing, unknown, type Value } from '../evaluate/values.ts'
import { addClass, addMethods, own, type Realm } from './realm.ts'

export function addFunctions(realm: Realm): void {
  // Code made of text while running is the one thing that nobody can read.
  addClass(realm, 'Function', realm.protos.function, () => unknown())
  addMethods(realm, realm.protos.function, {
    call: (run, self, [receiver, ...args]) => call(run, self, receiver, args),
    apply: (run, self, [receiver, args]) =>
      call(run, self, receiver, listOf(run, args ?? run.realm.array([])).items),
    bind: (run, self, [receiver, ...first]) =>
      isFunction(self)
        ? run.realm.native((inner, _, args, newTarget) =>
            newTarget === undefined
              ? call(inner, self, receiver, [...first, ...args])
              : construct(inner, self, [...first, ...args]),
          )
        : unknown(),
    toString: own(() => unknown()),
  })
  addClass(realm, 'AbortController', thing(realm.protos.object), run => {
    const controller = thing(run.realm.protos.object)
    controller.open = true
    return controller
  })
  const later: Value = realm.native((run, _, [fn]) => {
    if (isFunction(fn)) run.deferred.push({ fn, self: undefined, args: [] })
    return unknown()
  })
  for (const name of ['setTimeout', 'setImmediate', 'queueMicrotask']) realm.globals.set(name, later)
  realm.globals.set('undefined', undefined)
}
