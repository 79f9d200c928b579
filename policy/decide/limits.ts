import { pointer } from '../format/parse-json.ts'
import { plain } from '../format/plain.ts'
import type { Limit, Policy, ToolPolicy } from '../types.ts'
import { findValues } from './find-values.ts'

/** What a limit counts. Limits that name the same counter, window and scope share it. */
export type Counter = {
  /** The same for the same counter, and different for every other. */
  id: string
  counter: string
  window: Limit['window']
  scope: Limit['scope']
  /** Calls, or amounts added up. */
  unit: 'calls' | 'sum'
}
/** What to add to a counter when the call goes through. */
export type Reservation = { counter: Counter; amount: number }
/** How much of a counter the window that ends now has used. */
export type Counters = { used: (counter: Counter) => number }

export type LimitOutcome = { ok: true; reserve: Reservation[] } | { ok: false; at: string; message: string }

/** Checks the limits of all tools and of this one, and says what the call would use up. */
export function checkLimits(
  policy: Policy,
  tool: string,
  rules: ToolPolicy | undefined,
  arguments_: object,
  counters: Counters,
): LimitOutcome {
  if (policy.all_tools?.limits === undefined && rules?.limits === undefined) return { ok: true, reserve: [] }
  const places = [
    ...(policy.all_tools?.limits ?? []).map((limit, index) => ({
      limit,
      at: ['all_tools', 'limits', index],
    })),
    ...(rules?.limits ?? []).map((limit, index) => ({ limit, at: ['tools', tool, 'limits', index] })),
  ]
  const reserve = new Map<string, Reservation>()
  const summed = new Set<string>()
  for (const { limit, at } of places) {
    const counter = counterOf(limit)
    const amount = amountOf(limit, arguments_)
    if (amount === null)
      return { ok: false, at: pointer(at), message: `${limit.sum} has to be an amount that is not negative.` }
    const once = JSON.stringify([counter.id, limit.sum])
    if (summed.has(once)) continue
    summed.add(once)
    reserve.set(counter.id, { counter, amount: (reserve.get(counter.id)?.amount ?? 0) + amount })
  }
  for (const { limit, at } of places) {
    const { counter, amount } = reserve.get(counterOf(limit).id)!
    // A counter that answers nonsense counts as used up.
    if (!(counters.used(counter) + amount <= limit.max))
      return { ok: false, at: pointer(at), message: exceeded(limit) }
  }
  return { ok: true, reserve: [...reserve.values()] }
}

function exceeded({ max, window, sum, counter }: Limit): string {
  return sum === undefined
    ? `The limit of ${max} calls a ${window} (${plain(counter)}) is used up. Try again later.`
    : `With this call ${sum} would add up to more than ${max} within a ${window}.`
}

const known = new WeakMap<Limit, Counter>()

function counterOf(limit: Limit): Counter {
  let counter = known.get(limit)
  if (counter === undefined) {
    const unit = limit.sum === undefined ? 'calls' : 'sum'
    const { window, scope } = limit
    counter = {
      id: JSON.stringify([scope, window, unit, limit.counter]),
      counter: limit.counter,
      window,
      scope,
      unit,
    }
    known.set(limit, counter)
  }
  return counter
}

/** What the call adds; null where it cannot be added up, for a call without an amount may mean all there is. */
function amountOf({ sum }: Limit, arguments_: object): number | null {
  if (sum === undefined) return 1
  const { values, missing, unclear } = findValues(arguments_, sum)
  if (missing || unclear || values.length === 0) return null
  if (!values.every(value => typeof value === 'number' && value >= 0)) return null
  const total = (values as number[]).reduce((total, value) => total + value, 0)
  return total <= Number.MAX_SAFE_INTEGER ? total : null
}
