import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { approvalRows } from '../approval-rows.ts'
import { grantRows } from '../grant-rows.ts'
import type { LedgerClock } from '../ledger-clock.ts'
import type { Query } from '../query.ts'
import { tables } from '../tables.ts'
import type { State } from '../types.ts'
import { sqliteLedger } from './sqlite-ledger.ts'

/**
 * Opens the state in a file of SQLite, which is made where there is none, for its owner only.
 *
 * Two connections to it. Counting commits without waiting for the disk (`synchronous = normal` in WAL mode):
 * what is committed survives the death of every process, and a power cut may forget the calls of its last
 * moments. A yes or a token is rare and must not come back: their connection waits for the disk (`full`).
 */
export function openSqlite(path: string, clock: LedgerClock): State {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  const careful = connect(path, 'full')
  for (const table of tables) careful.exec(`${table}${table.includes('key text') ? ' without rowid' : ''}`)
  const counting = connect(path, 'normal')
  const query = queryOf(careful)
  return {
    ledger: sqliteLedger(counting, clock),
    approvals: approvalRows(query),
    grants: grantRows(query),
    close: async () => {
      counting.close()
      careful.close()
    },
  }
}

function connect(path: string, synchronous: 'normal' | 'full'): Database.Database {
  const database = new Database(path, { timeout: 2_000 })
  database.pragma('journal_mode = wal')
  database.pragma(`synchronous = ${synchronous}`)
  // The log is written back every 16 MiB only, for that waits for the disk.
  database.pragma('wal_autocheckpoint = 4000')
  return database
}

function queryOf(database: Database.Database): Query {
  const prepared = new Map<string, Database.Statement>()
  return async <Row>(sql: string, values: readonly (string | number | null)[] = []) => {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, statement)
    // SQLite's numbered parameters are bound by name, so that one may stand twice.
    const named = Object.fromEntries(values.map((value, index) => [index + 1, value]))
    if (statement.reader) return { rows: statement.all(named) as Row[], changes: 0 }
    return { rows: [], changes: statement.run(named).changes }
  }
}
