import { type LedgerClock, ledgerClock } from './ledger-clock.ts'
import type { State } from './types.ts'

/**
 * Opens what the gateway remembers: a file of SQLite by its path, or a database of PostgreSQL by its
 * `postgres://` address, which several machines can share. Throws where it cannot be opened.
 */
export async function openState(place: string, clock: LedgerClock = ledgerClock()): Promise<State> {
  if (/^postgres(?:ql)?:\/\//.test(place))
    return (await import('./postgres/open-postgres.ts')).openPostgres(place)
  return (await import('./sqlite/open-sqlite.ts')).openSqlite(place, clock)
}
