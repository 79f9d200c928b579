import type { Counter, Counters, Reservation } from './limits.ts'

const milliseconds = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } satisfies Record<
  Counter['window'],
  number
>

type Entry = { at: number; amount: number }

/** Counters in memory, for one grant, session or server each. The caller brings the time, in milliseconds. */
export type SlidingCounters = {
  /** The counters as they stand at that time: what the window that ends then has used. */
  at: (now: number) => Counters
  /** Adds what a call uses up, at the time it is let through. */
  reserve: (reservations: readonly Reservation[], now: number) => void
  /** Takes it back, for a call that never reached the server. */
  release: (reservations: readonly Reservation[], at: number) => void
}

/**
 * Counts in sliding windows: a call stops counting exactly a window after it was made, so that no boundary of
 * the calendar lets twice as many through.
 */
export function slidingCounters(): SlidingCounters {
  const entries = new Map<string, Entry[]>()
  return {
    at: now => ({ used: counter => used(entries, counter, now) }),
    reserve: (reservations, now) => {
      for (const { counter, amount } of reservations) {
        const list = entries.get(counter.id)
        if (list === undefined) entries.set(counter.id, [{ at: now, amount }])
        else list.push({ at: now, amount })
      }
    },
    release: (reservations, at) => {
      for (const { counter, amount } of reservations) {
        const list = entries.get(counter.id) ?? []
        const index = list.findLastIndex(entry => entry.at === at && entry.amount === amount)
        if (index >= 0) list.splice(index, 1)
      }
    },
  }
}

function used(entries: Map<string, Entry[]>, counter: Counter, now: number): number {
  const list = entries.get(counter.id)
  if (list === undefined) return 0
  const start = now - milliseconds[counter.window]
  // Entries come in the order of time, so that the old ones stand in front.
  const fresh = list.findIndex(entry => entry.at > start)
  if (fresh !== 0) list.splice(0, fresh < 0 ? list.length : fresh)
  return list.reduce((sum, entry) => sum + entry.amount, 0)
}
