import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { linesOf, verifyAudit } from '../../../gateway/audit/index.ts'
import { openState } from '../../../gateway/ledger/index.ts'
import { decide } from '../../../policy/index.ts'
import { policyOf } from './policy-of.ts'

/** What is left after processes that shared a state were killed. */
export type Aftermath = {
  kills: number
  /** Calls that reached the upstream, whose limit is `most`. */
  forwarded: number
  /** What the ledger counts. At most one call of every killed process more than were forwarded. */
  counted: number
  /** Forwarded calls without a line in the audit. */
  unrecorded: number
  /** Lines that a death left unfinished, and what is wrong with the log otherwise. */
  torn: number
  problems: string[]
}

/** Lets `processes` share a state at a time, kills them at random, and does so again, `rounds` times. */
export async function killRounds(place: string | null, rounds: number, processes: number, most: number) {
  const folder = mkdtempSync(join(tmpdir(), 'placard-kill-'))
  const files: Files = {
    state: place ?? join(folder, 'state.sqlite'),
    audit: join(folder, 'audit'),
    upstream: join(folder, 'upstream'),
  }
  try {
    for (let round = 1; round <= rounds; round++)
      await Promise.all(
        Array.from({ length: processes }, (_, index) =>
          runChild(files, `${round}.${index}`, most, Math.ceil(Math.random() * 60)),
        ),
      )
    return await look(files, rounds * processes, most)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Starts a child and kills it after so many calls; with `Infinity` it ends by itself. */
export function runChild(files: Files, name: string, most: number, after: number): Promise<void> {
  const script = fileURLToPath(new URL('child.ts', import.meta.url))
  const { state, audit, upstream } = files
  const child = spawn(process.execPath, [script, state, audit, upstream, name, String(most)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let calls = 0
  child.stdout.on('data', dots => {
    calls += dots.length
    if (calls >= after) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) =>
      code === 0 || signal === 'SIGKILL' ? resolve() : reject(new Error(`The child ended with ${code}.`)),
    )
  })
}

export type Files = { state: string; audit: string; upstream: string }

async function look(files: Files, kills: number, most: number): Promise<Aftermath> {
  const forwarded = existsSync(files.upstream)
    ? readFileSync(files.upstream, 'utf8').split('\n').filter(Boolean)
    : []
  const { lanes } = verifyAudit(files.audit)
  const recorded = new Set([...linesOf(files.audit)].map(({ line }) => ('values' in line ? line.values : '')))
  return {
    kills,
    forwarded: forwarded.length,
    counted: await countedIn(files.state, most),
    unrecorded: forwarded.filter(call => !recorded.has(JSON.stringify({ call }))).length,
    torn: lanes.reduce((sum, lane) => sum + lane.torn + (lane.unfinished > 0 ? 1 : 0), 0),
    problems: lanes.flatMap(({ problems }) => problems.map(({ message }) => message)),
  }
}

/** What a state counts of the calls of a server. */
export async function countedIn(place: string, most: number, server = 'server'): Promise<number> {
  const state = await openState(place)
  const policy = policyOf({ counter: 'calls', window: 'day', max: most, scope: 'server' })
  let counted = 0
  await state.ledger.judge({ grant: 'grant', session: '', server }, counters => {
    const noting = {
      used: (counter: Parameters<typeof counters.used>[0]) => (counted = counters.used(counter)),
    }
    return { ...decide(policy, { tool: 'send', arguments: {} }, noting), decision: 'ask' }
  })
  await state.close()
  return counted
}
