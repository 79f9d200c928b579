import { hash } from 'node:crypto'
import { readFileSync, type StatsListener, unwatchFile, watchFile } from 'node:fs'
import { resolve } from 'node:path'
import { loadSqlReader, type PolicyProblem, parsePolicy, type SqlReader } from '../../policy/index.ts'
import type { StandingPolicy } from '../session/types.ts'

/** The policies of a gateway, each read once and again whenever its file changes. */
export type LivePolicies = {
  /**
   * The policy in a file, as it stands whenever it is asked for. Rejects with `InvalidPolicy` where there is
   * none to begin with.
   */
  at(path: string): Promise<() => StandingPolicy>
  close(): void
}
export type PolicyNews = { path: string } & (
  | { kind: 'reloaded'; version: string }
  | { kind: 'invalid'; problem: string }
)

/** Thrown where there is no valid policy to begin with. */
export class InvalidPolicy extends Error {}

/** How often the file is looked at, in milliseconds: a changed policy holds within this time. */
const interval = 250

/**
 * Reads policies; paths are meant from `directory`. A file that goes missing or gets a fault keeps the old
 * policy standing, and is told.
 */
export function livePolicies(directory: string, tell: (news: PolicyNews) => void): LivePolicies {
  const known = new Map<string, Promise<LivePolicy>>()
  return {
    async at(path) {
      const place = resolve(directory, path)
      const live = known.get(place) ?? livePolicy(place, tell)
      known.set(place, live)
      live.catch(() => known.delete(place))
      return (await live).current
    },
    close() {
      for (const live of known.values())
        live.then(
          ({ close }) => close(),
          () => {},
        )
    },
  }
}

type LivePolicy = { current: () => StandingPolicy; close(): void }

async function livePolicy(path: string, tell: (news: PolicyNews) => void): Promise<LivePolicy> {
  let sqlReader: SqlReader | undefined
  let standing = await read()
  const look: StatsListener = () => void reload()
  // Looking at the file also notices editors that put another file in its place.
  watchFile(path, { interval, persistent: false }, look)
  return { current: () => standing, close: () => unwatchFile(path, look) }

  async function reload(): Promise<void> {
    try {
      const fresh = await read()
      if (fresh.version === standing.version) return
      standing = fresh
      tell({ kind: 'reloaded', path, version: fresh.version })
    } catch (error) {
      tell({ kind: 'invalid', path, problem: (error as Error).message })
    }
  }
  async function read(): Promise<StandingPolicy> {
    const text = readText(path)
    const parsed = parsePolicy(text)
    if (!parsed.ok) throw new InvalidPolicy(`${path} is no valid policy: ${explain(parsed.problems[0]!)}`)
    if (text.includes('sql_reads_only')) sqlReader ??= await loadSqlReader()
    return { policy: parsed.policy, version: `sha256:${hash('sha256', text)}`, readsOnly: sqlReader }
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InvalidPolicy(`${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function explain({ line, column, at, message, mend }: PolicyProblem): string {
  return `line ${line}, column ${column} (${at || 'the whole'}): ${message} ${mend}`
}
