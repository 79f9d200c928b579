import type Database from 'better-sqlite3'
import type { Counter, Decision } from '../../../policy/index.ts'
import { windowLengths } from '../counter-key.ts'
import type { LedgerClock } from '../ledger-clock.ts'
import type { Judged, Ledger, Reservation, Scopes } from '../types.ts'
import { unavailable } from '../unavailable.ts'
import { type Standing, standings } from './standings.ts'
import { sweeper } from './sweeper.ts'

/**
 * A ledger on one connection to SQLite. Nothing is asked of the database before a limit asks for its counter,
 * so that a call without limits costs nothing.
 */
export function sqliteLedger(database: Database.Database, clock: LedgerClock): Ledger {
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const rollback = database.prepare('rollback')
  // Every entry holds the sum of those before it, so that no window has to be added up.
  const add = database.prepare<[string, number, number, number]>('insert into entries values (?, ?, ?, ?)')
  const remove = database.prepare<[string, number]>('delete from entries where key = ? and at = ?')
  const lower = database.prepare<[number, string, number]>(
    'update entries set before = before - ? where key = ? and at > ?',
  )
  const standing = standings(database)
  const sweep = sweeper(database)
  return { judge, release }

  function judge(scopes: Scopes, decide: Parameters<Ledger['judge']>[1]): Judged {
    let now = 0
    let failed = false
    const used = (counter: Counter) => {
      try {
        if (now === 0) now = start()
        return usedOf(standing.of(counter, scopes), windowLengths[counter.window], now)
      } catch {
        failed = true
        return Number.NaN
      }
    }
    try {
      const decision = decide({ used })
      if (now === 0 && !failed && decision.reserve.length > 0) now = start()
      const reservation = failed ? null : reserve(decision, scopes, now)
      if (now > 0) commit.run()
      if (!failed) return { decision, reservation }
    } catch {}
    standing.forget()
    if (database.inTransaction) rollback.run()
    return unavailable()
  }

  /** Takes the lock: what is read from now on stays so until the end of the transaction. */
  function start(): number {
    begin.run()
    standing.refresh()
    return clock.now()
  }

  function usedOf(counter: Standing, length: number, now: number): number {
    // The clock of another process may be ahead: time goes on from the newest entry.
    if (counter.at > now) clock.raise(counter.at)
    standing.slide(counter, Math.max(now, counter.at) - length)
    return counter.total - counter.before
  }

  function reserve(decision: Decision, scopes: Scopes, now: number): Reservation | null {
    if (decision.decision !== 'allow' || decision.reserve.length === 0) return null
    const entries = decision.reserve.map(({ counter, amount }) => {
      const found = standing.of(counter, scopes)
      const at = Math.max(now, found.at + 1)
      add.run(found.key, at, found.total, amount)
      standing.grow(found, at, amount)
      return { key: found.key, at, amount }
    })
    sweep(now)
    return { entries }
  }

  function release({ entries }: Reservation): void {
    try {
      begin.run()
      for (const { key, at, amount } of entries)
        if (remove.run(key, at).changes > 0) lower.run(amount, key, at)
      commit.run()
    } catch {
      if (database.inTransaction) rollback.run()
    }
    standing.forget()
  }
}
