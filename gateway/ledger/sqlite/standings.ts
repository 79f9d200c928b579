import type Database from 'better-sqlite3'
import type { Counter } from '../../../policy/index.ts'
import { counterKey } from '../counter-key.ts'
import type { Scopes } from '../types.ts'

/** A counter as it stands. `before` is the sum before the window, `total` the sum at its end. */
export type Standing = {
  key: string
  /** The time of its newest entry; 0 where it has none. */
  at: number
  total: number
  /** The time of the oldest entry in the window, and the sum before it. */
  oldest: number
  before: number
}

export type Standings = {
  of: (counter: Counter, scopes: Scopes) => Standing
  /** Moves the window on, so that it begins behind `start`. */
  slide: (standing: Standing, start: number) => void
  /** Notes an entry that was added. */
  grow: (standing: Standing, at: number, amount: number) => void
  /** To be called in every transaction first: forgets all where somebody else has written meanwhile. */
  refresh: () => void
  forget: () => void
}

const mostKept = 10_000

/**
 * What is known of the counters, so that the same rows are not read at every call. SQLite tells whether another
 * connection has written since: as long as none has, what this one wrote is what stands there.
 */
export function standings(database: Database.Database): Standings {
  const version = database.prepare<[], number>('pragma data_version').pluck()
  const newest = database.prepare<[string], { at: number; total: number }>(
    'select at, before + amount as total from entries where key = ? order by at desc limit 1',
  )
  const oldest = database.prepare<[string, number], { at: number; before: number }>(
    'select at, before from entries where key = ? and at > ? order by at limit 1',
  )
  const kept = new Map<string, Standing>()
  let seen: number | undefined
  return {
    of: (counter, scopes) => {
      const name = `${scopes[counter.scope]}\0${counter.id}`
      const found = kept.get(name) ?? look(counterKey(counter, scopes))
      kept.set(name, found)
      return found
    },
    slide: (standing, start) => {
      if (standing.oldest > start || standing.at === 0) return
      const row = oldest.get(standing.key, start)
      // With nothing left in the window the sums begin at nothing again.
      if (row === undefined) Object.assign(standing, { total: 0, before: 0, oldest: 0 })
      else Object.assign(standing, { oldest: row.at, before: row.before })
    },
    grow: (standing, at, amount) => {
      if (standing.oldest === 0) standing.oldest = at
      standing.at = at
      standing.total += amount
    },
    refresh: () => {
      const now = version.get()
      if (now !== seen || kept.size > mostKept) kept.clear()
      seen = now
    },
    forget: () => kept.clear(),
  }

  function look(key: string): Standing {
    const row = newest.get(key)
    return { key, at: row?.at ?? 0, total: row?.total ?? 0, oldest: 0, before: 0 }
  }
}
