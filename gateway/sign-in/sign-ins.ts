import { hash, randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { takeLock } from '../ledger/index.ts'
import type { SignIn } from './types.ts'

/** What is kept of sign-ins: one file for each server, which its owner alone may read. */
export type SignIns = {
  of(server: string): SignIn | null
  all(): SignIn[]
  keep(signIn: SignIn): void
  /** Whether there was one. */
  remove(server: string): boolean
  /** Does something that no other process may do for this server meanwhile. */
  alone<Result>(server: string, work: () => Promise<Result>): Promise<Result>
}

/** How long another process may take to renew a token, in milliseconds. */
const patience = 30_000

export function openSignIns(folder: string): SignIns {
  const placeOf = (server: string) => join(folder, `${hash('sha256', nameOf(server)).slice(0, 32)}.json`)
  return {
    of: server => read(placeOf(server)),
    all: () => namesIn(folder).flatMap(name => read(join(folder, name)) ?? []),
    keep(signIn) {
      const place = placeOf(signIn.server)
      const beside = `${place}.${randomBytes(6).toString('hex')}.tmp`
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(beside, JSON.stringify(signIn), { mode: 0o600, flag: 'wx', flush: true })
      renameSync(beside, place)
    },
    remove(server) {
      const found = read(placeOf(server)) !== null
      rmSync(placeOf(server), { force: true })
      return found
    },
    async alone(server, work) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const until = Date.now() + patience
      for (;;) {
        const lock = takeLock(`${placeOf(server)}.lock`)
        if (lock !== null) return await work().finally(lock.free)
        if (Date.now() > until) throw new Error('another process does not finish renewing the token')
        await wait(50)
      }
    },
  }
}

/** The same server however its address is written. */
export function nameOf(server: string): string {
  const address = new URL(server)
  address.hash = ''
  return address.href
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function read(place: string): SignIn | null {
  try {
    return JSON.parse(readFileSync(place, 'utf8')) as SignIn
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error('what is kept of its sign-in cannot be read', { cause: error })
  }
}
