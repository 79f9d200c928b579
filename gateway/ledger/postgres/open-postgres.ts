import pg from 'pg'
import { approvalRows } from '../approval-rows.ts'
import { grantRows } from '../grant-rows.ts'
import type { Query } from '../query.ts'
import { tables } from '../tables.ts'
import type { State } from '../types.ts'
import { postgresLedger } from './postgres-ledger.ts'

/** Opens the state in a database of PostgreSQL, and makes its tables where there are none. */
export async function openPostgres(address: string): Promise<State> {
  const pool = new pg.Pool({
    ...{ connectionString: address, max: 10, types: { getTypeParser } },
    // A database that does not answer is a denial, and a gateway that hangs holds up the others no longer than this.
    ...{ connectionTimeoutMillis: patience, query_timeout: patience },
    idle_in_transaction_session_timeout: patience,
  })
  // A connection that breaks while nobody uses it: the next call opens another, or fails and is denied.
  pool.on('error', () => {})
  const query: Query = async (sql, values = []) => {
    const { rows, rowCount } = await pool.query(sql.replaceAll(/\?(\d+)/g, '$$$1'), [...values])
    return { rows, changes: rowCount ?? 0 }
  }
  try {
    await makeTables(pool)
  } catch (error) {
    await pool.end()
    throw new Error('The state cannot be opened in PostgreSQL. Look at its address, user and rights.', {
      cause: error,
    })
  }
  return {
    ledger: postgresLedger(pool),
    approvals: approvalRows(query),
    grants: grantRows(query),
    close: () => pool.end(),
  }
}

/** In milliseconds. */
const patience = 10_000

/** One gateway at a time: `if not exists` alone fails where two of them start together. */
async function makeTables(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('placard tables'))")
    for (const table of tables) await client.query(table)
    await client.query('commit')
  } finally {
    client.release()
  }
}

/** 64-bit whole numbers are times here, which a double holds. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === 20 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser
