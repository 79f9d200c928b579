import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** A database of PostgreSQL of the test's own, as Debian installs it. */
export type Postgres = {
  address: string
  /** Ends it; what it holds stays. */
  halt: () => Promise<void>
  /** Starts it again. */
  resume: () => Promise<void>
  /** Ends it and leaves nothing behind. */
  stop: () => Promise<void>
}

/** Where the programs of PostgreSQL are; null: it is not installed. */
export const postgresPrograms = findPrograms()

/** Starts a new and empty PostgreSQL on a free port of this machine. */
export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'placard-postgres-'))
  // It refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid!)
  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', 'placard', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  execFileSync(join(postgresPrograms!, 'initdb'), initdb, { ...owner, cwd: folder, stdio: 'ignore' })
  const port = await freePort()
  const words = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=120']
  const address = `postgres://placard@127.0.0.1:${port}/postgres`
  const start = async () => {
    const server = spawn(join(postgresPrograms!, 'postgres'), words, {
      ...owner,
      cwd: folder,
      stdio: 'ignore',
    })
    const ended = new Promise(resolve => server.once('exit', resolve))
    await answers(address)
    return async () => {
      server.kill('SIGINT')
      await ended
    }
  }
  let halt = await start()
  return {
    address,
    halt: () => halt(),
    resume: async () => {
      halt = await start()
    },
    stop: async () => {
      await halt()
      rmSync(folder, { recursive: true })
    },
  }
}

function findPrograms(): string | null {
  const place = '/usr/lib/postgresql'
  if (!existsSync(place)) return null
  const versions = readdirSync(place).sort((a, b) => Number(b) - Number(a))
  return (
    versions.map(version => join(place, version, 'bin')).find(bin => existsSync(join(bin, 'initdb'))) ?? null
  )
}

function idOf(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }))
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

async function answers(address: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ connectionString: address })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (tries > 200) throw error
      await wait(50)
    }
  }
}
