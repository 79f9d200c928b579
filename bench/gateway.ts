import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Caller, connect } from './gateway-parts/connect.ts'

// What the gateway adds to a call over pipes, beside a bare proxy that only parses the JSON and forwards it, in
// one run: the three take turns, so that what the machine does meanwhile hits all of them.
// A gateway runs for hours: what is compared is measured after so many calls that V8 has compiled what they
// need, and what the first calls take is told beside it.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000' },
    bytes: { type: 'string', default: '200' },
  },
})

/** The calls that are compared are made in as many rounds as `warm` says, the others in rounds as long. */
const rounds = { early: 4, between: 36, warm: 40 }

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
  await compare(Number(values.calls), Number(values.bytes))
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
  const early = new Map<string, number[]>(Object.keys(ways).map(name => [name, []]))
  const warm = new Map<string, number[]>(Object.keys(ways).map(name => [name, []]))
  for (let round = 0; round < rounds.early + rounds.between + rounds.warm; round++)
    for (const [name, call] of Object.entries(ways)) {
      const taken = await timeCalls(call, text, Math.ceil(calls / rounds.warm))
      if (round < rounds.early) early.get(name)!.push(...taken)
      else if (round >= rounds.early + rounds.between) warm.get(name)!.push(...taken)
    }
  for (const { end } of Object.values(ways)) end()
  report('at first', early)
  report('warm', warm)
}

function report(when: string, times: Map<string, number[]>): void {
  const [direct, bare, ours] = [...times.values()].map(summary) as [Summary, Summary, Summary]
  console.log(`${when}, ${[...times.values()][0]!.length} calls each:`)
  for (const [name, { p50, p99 }] of Object.entries({ direct, 'bare proxy': bare, gateway: ours }))
    console.log(`  ${name.padEnd(11)} p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`)
  for (const at of ['p50', 'p99'] as const) {
    const [theirs, own] = [bare[at] - direct[at], ours[at] - direct[at]]
    console.log(
      `  added at ${at}: bare proxy ${theirs.toFixed(1)} µs, gateway ${own.toFixed(1)} µs, ` +
        `${(own / theirs).toFixed(2)} times as much`,
    )
  }
}

type Summary = { p50: number; p99: number }

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
