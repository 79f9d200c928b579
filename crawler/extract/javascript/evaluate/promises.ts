import type { Run } from './run.ts'
import { isThing, isUnknown, type Thing, thing, unknown, type Value } from './values.ts'

// Nothing waits: a promise is what it came to by the time that it is asked for.

export type Settled = { kind: 'fulfilled' | 'rejected' | 'pending'; value: Value }

export function fulfilled(run: Run, value: Value): Thing {
  if (isThing(value) && value.kind === 'promise') return value
  return settle(run, 'fulfilled', value)
}

export function rejected(run: Run, reason: Value): Thing {
  return settle(run, 'rejected', reason)
}

export function pending(run: Run): Thing {
  return settle(run, 'pending', undefined)
}

function settle(run: Run, kind: Settled['kind'], value: Value): Thing {
  const promise = thing(run.realm.protos.promise, 'promise')
  promise.inner = [kind, value]
  return promise
}

/** What a value is once it is awaited; what is not a promise is itself already. */
export function settled(value: Value): Settled {
  if (!isThing(value) || value.kind !== 'promise') return { kind: 'fulfilled', value }
  const [kind, inner] = value.inner
  return { kind: kind as Settled['kind'], value: inner }
}

/** What `await` gives. A promise that nobody settles is not known. */
export function awaited(value: Value): Value {
  if (isUnknown(value)) return value
  const { kind, value: inner } = settled(value)
  return kind === 'fulfilled' ? inner : unknown()
}
