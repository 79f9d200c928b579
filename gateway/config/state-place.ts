import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the gateway keeps what it remembers, and its audit log. */
export type StatePlace = {
  /** A file of SQLite, or a `postgres://` address. */
  database: string
  /** The folder of the audit log. */
  audit: string
  /** The folder of what is kept of sign-ins at servers. */
  signIns: string
}

/**
 * The place that every command of the gateway uses unless told otherwise: `PLACARD_STATE` (a folder), else
 * `placard` in the user's folder for state. `PLACARD_DATABASE` may name a `postgres://` address instead.
 */
export function statePlace(env: NodeJS.ProcessEnv, folder?: string): StatePlace {
  const home =
    folder ?? env.PLACARD_STATE ?? join(env.XDG_STATE_HOME ?? join(homedir(), '.local/state'), 'placard')
  return {
    database: env.PLACARD_DATABASE ?? join(home, 'gateway.sqlite'),
    audit: join(home, 'audit'),
    signIns: join(home, 'sign-ins'),
  }
}
