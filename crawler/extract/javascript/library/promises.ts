import { call } from '../evaluate/call.ts'
import { listOf } from '../evaluate/iterate.ts'
import { awaited, fulfilled, pending, rejected, settled } from '../evaluate/promises.ts'
import { type Native, type Run, Thrown } from '../evaluate/run.ts'
import { isFunction, isThing, isUnknown, unknown, type Value } from '../evaluate/values.ts'
import { addClass, addMethods, type Realm } from './realm.ts'

export function addPromises(realm: Realm): void {
  const promise = addClass(realm, 'Promise', realm.protos.promise, (run, _, [executor]) =>
    make(run, executor),
  )
  const all: Native = (run, _, [list]) => {
    const { items, open } = listOf(run, list)
    return fulfilled(run, run.realm.array(items.map(awaited), open))
  }
  addMethods(realm, promise, {
    resolve: (run, _, [value]) => (isUnknown(value) ? value : fulfilled(run, value)),
    reject: (run, _, [reason]) => rejected(run, reason),
    all,
    allSettled: (run, _, [list]) => {
      const { items, open } = listOf(run, list)
      const results = items.map(item => run.realm.object({ status: 'fulfilled', value: awaited(item) }))
      return fulfilled(run, run.realm.array(results, open))
    },
    race: (run, _, [list]) => fulfilled(run, awaited(listOf(run, list).items[0])),
    any: (run, _, [list]) => fulfilled(run, awaited(listOf(run, list).items[0])),
  })
  addMethods(realm, realm.protos.promise, {
    // biome-ignore lint/suspicious/noThenProperty: it is the library's name for it
    then: (run, self, [done, failed]) => follow(run, self, done, failed),
    catch: (run, self, [failed]) => follow(run, self, undefined, failed),
    finally: (run, self, [done]) => {
      call(run, done, undefined, [])
      return self
    },
  })
}

function make(run: Run, executor: Value): Value {
  const promise = pending(run)
  const settle = (kind: string) =>
    run.realm.native((_, __, [value]) => {
      if (promise.inner[0] !== 'pending') return undefined
      const last = isThing(value) && value.kind === 'promise' ? value.inner : [kind, value]
      promise.inner = [...last]
      return undefined
    })
  try {
    call(run, executor, undefined, [settle('fulfilled'), settle('rejected')])
  } catch (error) {
    if (!(error instanceof Thrown)) throw error
    promise.inner = ['rejected', error.value]
  }
  return promise
}

function follow(run: Run, self: Value, done: Value, failed: Value): Value {
  const { kind, value } = settled(self)
  // What nobody settles may be settled: what follows may happen, with what is not known.
  const handler = kind === 'rejected' ? failed : done
  if (!isFunction(handler)) return self
  try {
    return fulfilled(run, call(run, handler, undefined, [kind === 'pending' ? unknown() : value]))
  } catch (error) {
    if (error instanceof Thrown) return rejected(run, error.value)
    throw error
  }
}
