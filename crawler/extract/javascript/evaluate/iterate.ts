import { call } from './call.ts'
import { get } from './members.ts'
import { type Run, spend } from './run.ts'
import { isArray, isThing, isUnknown, truth, type Value } from './values.ts'

/** What a loop goes through. `open` where there may be more, or other, elements than `items`. */
export type List = { items: Value[]; open: boolean }

const none: List = { items: [], open: true }

/** The elements of anything that can be gone through. */
export function listOf(run: Run, value: Value): List {
  if (isUnknown(value)) return none
  if (typeof value === 'string') return { items: [...value], open: false }
  if (!isThing(value)) return { items: [], open: false }
  if (isArray(value)) return { items: [...value.items], open: value.open }
  if (value.kind === 'set' || value.kind === 'generator') {
    const items = value.items ?? []
    return { items: items.slice(value.kind === 'generator' ? Number(value.inner[0]) : 0), open: value.open }
  }
  if (value.kind === 'map') {
    const pairs = [...(value.entries ?? [])].map(([key, member]) => run.realm.array([key, member]))
    return { items: pairs, open: value.open }
  }
  return drain(run, value)
}

const drainLimit = 10_000

/** The elements of an iterator of the code's own. */
function drain(run: Run, value: Value): List {
  const method = get(run, value, Symbol.iterator)
  if (method === undefined || isUnknown(method)) return none
  const iterator = call(run, method, value, [])
  if (isArray(iterator) || (isThing(iterator) && iterator.kind === 'generator')) return listOf(run, iterator)
  const items: Value[] = []
  const next = get(run, iterator, 'next')
  while (items.length < drainLimit) {
    spend(run)
    const result = call(run, next, iterator, [])
    const done = truth(get(run, result, 'done'))
    if (done === null) return { items, open: true }
    if (done) break
    items.push(get(run, result, 'value'))
  }
  return { items, open: items.length >= drainLimit }
}
