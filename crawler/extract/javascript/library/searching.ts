import { call } from '../evaluate/call.ts'
import type { Run } from '../evaluate/run.ts'
import { isUnknown, type Thing, truth, unknown, type Value } from '../evaluate/values.ts'

type List = Thing & { items: Value[] }
type ListNative = (run: Run, self: List, args: Value[]) => Value

/** Methods of arrays that look for something. */
export const searching: { [name: string]: ListNative } = {
  at: (_, self, [index]) =>
    typeof index === 'number' ? (self.items.at(index) ?? (self.open ? unknown() : undefined)) : unknown(),
  includes: (_, self, [value]) => includes(self, value),
  indexOf: (_, self, [value]) => position(self, value, self.items.indexOf(value)),
  lastIndexOf: (_, self, [value]) => position(self, value, self.items.lastIndexOf(value)),
  find: (run, self, [fn]) => {
    const index = first(run, self, fn)
    return index === null ? unknown() : self.items[index]
  },
  findIndex: (run, self, [fn]) => first(run, self, fn) ?? unknown(),
  findLast: (run, self, [fn]) => {
    const index = first(run, { ...self, items: self.items.toReversed() }, fn)
    return index === null ? unknown() : index < 0 ? undefined : self.items.at(-1 - index)
  },
  some: (run, self, [fn]) => {
    const index = first(run, self, fn)
    return index === null ? unknown() : index >= 0
  },
  every: (run, self, [fn]) => {
    let known = true
    for (const [index, item] of [...self.items].entries()) {
      const passes = truth(call(run, fn, undefined, [item, index, self]))
      if (passes === false) return false
      known &&= passes !== null
    }
    return known && !self.open ? true : unknown()
  },
  reduce: (run, self, [fn, ...start]) => fold(run, self, self.items, fn, start),
  reduceRight: (run, self, [fn, ...start]) => fold(run, self, self.items.toReversed(), fn, start),
}

function includes(self: List, value: Value): Value {
  if (isUnknown(value)) return value
  if (self.items.includes(value)) return true
  return self.open || self.items.some(isUnknown) ? unknown() : false
}

function position(self: List, value: Value, index: number): Value {
  if (isUnknown(value)) return value
  return index < 0 && (self.open || self.items.some(isUnknown)) ? unknown() : index
}

/** The index of the first element that passes, -1 for none, null where that is not known. */
function first(run: Run, self: List, fn: Value): number | null {
  for (const [index, item] of [...self.items].entries()) {
    const passes = truth(call(run, fn, undefined, [item, index, self]))
    if (passes === null) return null
    if (passes) return index
  }
  return self.open ? null : -1
}

function fold(run: Run, self: List, items: Value[], fn: Value, start: Value[]): Value {
  const [head, ...tail] = start.length > 0 ? [start[0], ...items] : items
  let folded: Value = head
  for (const [index, item] of tail.entries()) folded = call(run, fn, undefined, [folded, item, index, self])
  return folded
}
