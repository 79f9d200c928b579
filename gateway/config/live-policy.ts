import { hash } from 'node:crypto'
import { readFileSync, type StatsListener, unwatchFile, watchFile } from 'node:fs'
import { loadSqlReader, type PolicyProblem, parsePolicy, type SqlReader } from '../../policy/index.ts'
import type { StandingPolicy } from '../session/types.ts'

export type LivePolicy = {
  /** The policy as it stands now. */
  current: () => StandingPolicy
  close(): void
}
export type PolicyNews = { kind: 'reloaded'; version: string } | { kind: 'invalid'; problem: string }

/** Thrown where there is no valid policy to begin with. */
export class InvalidPolicy extends Error {}

/** How often the file is looked at, in milliseconds: a changed policy holds within this time. */
const interval = 250

/**
 * The policy in a file, read again whenever the file changes. One that is missing or has a fault keeps the old
 * one standing, and is told. Rejects with `InvalidPolicy` where there is none to begin with.
 */
export async function livePolicy(path: string, tell: (news: PolicyNews) => void): Promise<LivePolicy> {
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
      tell({ kind: 'reloaded', version: fresh.version })
    } catch (error) {
      tell({ kind: 'invalid', problem: (error as Error).message })
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
