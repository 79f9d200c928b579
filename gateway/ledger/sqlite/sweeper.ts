import type Database from 'better-sqlite3'
import { windowLengths } from '../counter-key.ts'

/**
 * Forgets entries of more than a day ago, the longest window: now and then some of one counter, in turn, so
 * that no call waits for it and sessions that are long over leave nothing behind.
 */
export function sweeper(database: Database.Database): (now: number) => void {
  const next = database
    .prepare<[string], string>('select key from entries where key > ? order by key limit 1')
    .pluck()
  const forget = database.prepare<{ key: string; until: number }>(`
    delete from entries where key = $key and at <= min($until, coalesce((
      select at from entries where key = $key order by at limit 1 offset 511), $until))`)
  let key = ''
  let calls = 0
  return now => {
    if (++calls % 32 !== 0) return
    key = next.get(key) ?? ''
    if (key !== '') forget.run({ key, until: now - windowLengths.day })
  }
}
