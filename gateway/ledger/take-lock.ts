import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'

export type Lock = { free: () => void }

/**
 * Takes a lock that one process at a time can have, and that ends with it however it dies: the lock that
 * SQLite holds on a file of its own, for Node has none to offer. Null: somebody else has it.
 */
export function takeLock(path: string): Lock | null {
  closeSync(openSync(path, 'a', 0o600))
  const database = new Database(path, { timeout: 0 })
  try {
    database.exec('begin exclusive')
    return { free: () => database.close() }
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
