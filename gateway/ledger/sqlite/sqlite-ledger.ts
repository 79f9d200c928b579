import type Database from 'better-sqlite3'
import type { Counter, Decision } from '../../../policy/index.ts'
import { counterKey, windowLengths } from '../counter-key.ts'
import type { LedgerClock } from '../ledger-clock.ts'
import type { Judged, Ledger, Reservation, Scopes } from '../types.ts'
import { unavailable } from '../unavailable.ts'

/**
 * A ledger on one connection to SQLite. Nothing is asked of the database before a limit asks for its counter,
 * so that a call without limits costs nothing.
 */
export function sqliteLedger(database: Database.Database, clock: LedgerClock): Ledger {
  const statements = prepare(database)
  const sweep = sweeper(statements)

  function judge(scopes: Scopes, decide: Parameters<Ledger['judge']>[1]): Judged {
    const looked = new Map<string, Looked>()
    let now = 0
    let failed = false
    const used = (counter: Counter) => {
      try {
        if (now === 0) now = begin()
        const found = looked.get(counter.id) ?? look(counter, scopes, now)
        looked.set(counter.id, found)
        return found.total - found.first
      } catch {
        failed = true
        return Number.NaN
      }
    }
    try {
      const decision = decide({ used })
      const reservation = failed ? null : reserve(decision, looked)
      if (now > 0) statements.commit.run()
      if (!failed) return { decision, reservation }
    } catch {}
    if (database.inTransaction) statements.rollback.run()
    return unavailable()
  }

  function begin(): number {
    statements.begin.run()
    return clock.now()
  }

  function look(counter: Counter, scopes: Scopes, now: number): Looked {
    const key = counterKey(counter, scopes)
    const last = statements.last.get(now, windowLengths[counter.window], key)
    if (last === undefined) return { key, at: now, first: 0, total: 0 }
    if (last.at >= now) clock.raise(last.at + 1)
    const at = Math.max(now, last.at + 1)
    return last.first === null
      ? { key, at, first: 0, total: 0 }
      : { key, at, first: last.first, total: last.total }
  }

  /** Adds what the call uses up behind what was looked up, which is still so: the transaction holds the lock. */
  function reserve(decision: Decision, looked: Map<string, Looked>): Reservation | null {
    if (decision.decision !== 'allow' || decision.reserve.length === 0) return null
    const entries = decision.reserve.map(({ counter, amount }) => {
      const { key, at, total } = looked.get(counter.id)!
      statements.add.run(key, at, total, amount)
      sweep(at)
      return { key, at, amount }
    })
    return { entries }
  }

  const release = database.transaction((reservation: Reservation) => {
    for (const { key, at, amount } of reservation.entries)
      if (statements.remove.run(key, at).changes > 0) statements.lower.run(amount, key, at)
  })
  return { judge, release: reservation => release.immediate(reservation) }
}

/** A counter as it stands: the place of the next entry, and the sums before the window and at its end. */
type Looked = { key: string; at: number; first: number; total: number }
type Last = { at: number; total: number; first: number | null }

function prepare(database: Database.Database) {
  return {
    begin: database.prepare('begin immediate'),
    commit: database.prepare('commit'),
    rollback: database.prepare('rollback'),
    // Every entry holds the sum of those before it, so that a window of a million calls is two look-ups.
    last: database.prepare<[number, number, string], Last>(`
      select last.at, last.before + last.amount as total, (
        select first.before from entries first
        where first.key = last.key and first.at > max(last.at + 1, ?) - ? order by first.at limit 1
      ) as first
      from entries last where last.key = ? order by last.at desc limit 1`),
    add: database.prepare<[string, number, number, number]>('insert into entries values (?, ?, ?, ?)'),
    remove: database.prepare<[string, number]>('delete from entries where key = ? and at = ?'),
    lower: database.prepare<[number, string, number]>(
      'update entries set before = before - ? where key = ? and at > ?',
    ),
    nextKey: database
      .prepare<[string], string>('select key from entries where key > ? order by key limit 1')
      .pluck(),
    forget: database.prepare<{ key: string; until: number }>(`
      delete from entries where key = $key and at <= min($until, coalesce((
        select at from entries where key = $key order by at limit 1 offset 512), $until))`),
  }
}

/** Forgets entries of more than a day ago: now and then those of one counter, so that no call waits long. */
function sweeper(statements: ReturnType<typeof prepare>): (now: number) => void {
  let key = ''
  let calls = 0
  return now => {
    if (++calls % 16 !== 0) return
    key = statements.nextKey.get(key) ?? ''
    if (key !== '') statements.forget.run({ key, until: now - windowLengths.day })
  }
}
