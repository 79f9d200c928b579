import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

// What the gateway adds to a call over pipes, beside a bare proxy that only parses the JSON and forwards it, in
// one run: the three take turns, so that what the machine does meanwhile hits all of them. With --soak N, so
// many calls through the gateway alone, and how much memory it holds before and after.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000' },
    bytes: { type: 'string', default: '200' },
    soak: { type: 'string' },
  },
})

const folder = mkdtempSync(join(tmpdir(), 'placard-bench-'))
const placard = join(import.meta.dirname, '../cli/placard.mjs')
const parts = join(import.meta.dirname, 'gateway-parts')
const echo = [join(parts, 'echo-server.mjs')]
const policy = join(folder, 'policy.json')
writeFileSync(
  policy,
  JSON.stringify({
    version: '1',
    default: 'deny',
    tools: { echo: { deny_if: [{ conditions: [{ path: 'args.text', op: 'regex', value: '^/etc' }] }] } },
  }),
)
const gateway = [
  placard,
  'gateway',
  '--policy',
  policy,
  '--state',
  join(folder, 'state'),
  '--',
  process.execPath,
]

try {
  if (values.soak === undefined) await compare(Number(values.calls), Number(values.bytes))
  else await soak(Number(values.soak))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function compare(calls: number, bytes: number): Promise<void> {
  const text = 'x'.repeat(bytes)
  const ways = {
    direct: await connect(echo),
    'bare proxy': await connect([join(parts, 'bare-proxy.mjs'), ...echo]),
    gateway: await connect([...gateway, ...echo]),
  }
  const times = new Map<string, number[]>(Object.keys(ways).map(name => [name, []]))
  const rounds = 40
  for (let round = -4; round < rounds; round++)
    for (const [name, call] of Object.entries(ways)) {
      const taken = await timeCalls(call, text, Math.ceil(calls / rounds))
      if (round >= 0) times.get(name)!.push(...taken)
    }
  for (const { end } of Object.values(ways)) end()
  const [direct, bare, ours] = [...times.values()].map(summary) as [Summary, Summary, Summary]
  for (const [name, { p50, p99 }] of Object.entries({ direct, 'bare proxy': bare, gateway: ours }))
    console.log(`${name.padEnd(11)} p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`)
  const added = (way: Summary, at: keyof Summary) => way[at] - direct[at]
  console.log(
    `added at p50: bare proxy ${added(bare, 'p50').toFixed(1)} µs, gateway ${added(ours, 'p50').toFixed(1)} µs, ` +
      `${(added(ours, 'p50') / added(bare, 'p50')).toFixed(2)} times as much`,
  )
  console.log(
    `added at p99: bare proxy ${added(bare, 'p99').toFixed(1)} µs, gateway ${added(ours, 'p99').toFixed(1)} µs`,
  )
}

async function soak(calls: number): Promise<void> {
  const call = await connect([...gateway, ...echo])
  const step = Math.ceil(calls / 10)
  const held: number[] = []
  const start = performance.now()
  for (let done = 0; done < calls; done += step) {
    await Promise.all(
      Array.from({ length: 16 }, () => timeCalls(call, 'x'.repeat(200), Math.ceil(step / 16))),
    )
    held.push(memoryOf(call.process))
    console.log(
      `${done + step} calls, ${((performance.now() - start) / 1000).toFixed(0)} s, ${held.at(-1)!.toFixed(0)} MB`,
    )
  }
  call.end()
  const growth = held.at(-1)! - held[Math.floor(held.length / 3)]!
  console.log(`from the third to the last step the gateway grew by ${growth.toFixed(0)} MB`)
}

type Summary = { p50: number; p99: number }
type Caller = { process: ChildProcess; call(text: string): Promise<void>; end(): void }

/** Starts a program and shakes hands with it. */
async function connect(words: string[]): Promise<Caller> {
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map<number, () => void>()
  let rest = ''
  let next = 0
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const { id } = JSON.parse(line)
      waiting.get(id)?.()
      waiting.delete(id)
    }
  })
  const request = (method: string, params: object) =>
    new Promise<void>(resolve => {
      const id = ++next
      waiting.set(id, resolve)
      child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
    })
  await request('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '1' },
  })
  return {
    process: child,
    call: text => request('tools/call', { name: 'echo', arguments: { text } }),
    end: () => void child.stdin!.end(),
  }
}

async function timeCalls({ call }: Caller, text: string, count: number): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    await call(text)
    times.push((performance.now() - start) * 1000)
  }
  return times
}

function summary(times: number[]): Summary {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: sorted[Math.floor(sorted.length * 0.5)]!, p99: sorted[Math.floor(sorted.length * 0.99)]! }
}

/** Resident memory in MB. */
function memoryOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024
}
