import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { linesOf, verifyAudit } from '../../../gateway/audit/index.ts'
import { stringifyPolicy } from '../../../policy/index.ts'
import { countedIn } from './kill-round.ts'
import { policyOf } from './policy-of.ts'

/** How many calls a client has under way at a time. */
const atOnce = 20

/** What is left after the whole gateway was killed again and again in the middle of calls. */
export type GatewayAftermath = {
  kills: number
  /** Calls that the server got; `limit` is how many it may get. */
  forwarded: number
  limit: number
  /** What the ledger counts: every forwarded call, and at most those that were under way at each death. */
  counted: number
  /** Forwarded calls that the audit log does not know. */
  unrecorded: number
  torn: number
  problems: string[]
}

/** Starts the gateway as a user does, calls through it as fast as it answers, and kills it at random. */
export async function killGateway(kills: number, limit: number): Promise<GatewayAftermath> {
  const folder = mkdtempSync(join(tmpdir(), 'placard-kill-gateway-'))
  const files = { policy: join(folder, 'policy.json'), upstream: join(folder, 'upstream') }
  const policy = policyOf({ counter: 'calls', window: 'day', max: limit, scope: 'server' })
  writeFileSync(files.policy, stringifyPolicy(policy))
  try {
    for (let kill = 1; kill <= kills; kill++) await runAndKill(folder, files, String(kill))
    return await look(folder, files.upstream, kills, limit)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function runAndKill(
  folder: string,
  { policy, upstream }: { policy: string; upstream: string },
  name: string,
) {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const server = ['--', process.execPath, here('upstream.ts'), upstream]
  const words = [
    here('../../../cli/placard.mjs'),
    'gateway',
    '--state',
    folder,
    '--policy',
    policy,
    ...server,
  ]
  const gateway = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise(resolve => gateway.once('exit', resolve))
  gateway.stdin.on('error', () => {})
  const send = (message: object) => gateway.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  let next = 1
  const call = () => {
    const params = { name: 'send', arguments: { call: `${name}.${next}` } }
    send({ id: next++, method: 'tools/call', params })
  }
  const client = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'client', version: '1' },
  }
  const last = Math.ceil(Math.random() * 100)
  let answers = 0
  send({ id: 0, method: 'initialize', params: client })
  createInterface({ input: gateway.stdout }).on('line', line => {
    const { id } = JSON.parse(line)
    if (id !== 0) {
      call()
      if (++answers === last) gateway.kill('SIGKILL')
      return
    }
    send({ method: 'notifications/initialized' })
    for (let index = 0; index < atOnce; index++) call()
  })
  await ended
}

async function look(
  folder: string,
  upstream: string,
  kills: number,
  limit: number,
): Promise<GatewayAftermath> {
  // What stood in the pipe when the gateway died still reaches its server.
  await wait(500)
  const forwarded = existsSync(upstream) ? readFileSync(upstream, 'utf8').split('\n').filter(Boolean) : []
  const audit = join(folder, 'audit')
  const { lanes } = verifyAudit(audit)
  const allowed = [...linesOf(audit)].filter(
    ({ line }) => line.kind === 'decision' && line.decision === 'allow',
  )
  return {
    ...{ kills, forwarded: forwarded.length, limit },
    counted: await countedIn(join(folder, 'gateway.sqlite'), limit, 'local:server'),
    unrecorded: Math.max(0, forwarded.length - allowed.length),
    torn: lanes.reduce((sum, lane) => sum + lane.torn + (lane.unfinished > 0 ? 1 : 0), 0),
    problems: lanes.flatMap(({ problems }) => problems.map(({ message }) => message)),
  }
}
