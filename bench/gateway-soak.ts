import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect } from './gateway-parts/connect.ts'

// Many calls through one gateway, spread evenly over so many minutes (0: as fast as they go), under a policy
// whose limit counts every call. What the gateway holds meanwhile is sampled, and a line laid through the
// last half of the samples says whether it grows.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    minutes: { type: 'string', default: '60' },
    every: { type: 'string', default: '10' },
    'print-every': { type: 'string', default: '60' },
  },
})
const calls = Number(values.calls)
const length = Number(values.minutes) * 60_000
const every = Number(values.every) * 1_000

const folder = mkdtempSync(join(tmpdir(), 'placard-soak-'))
const parts = join(import.meta.dirname, 'gateway-parts')
const policy = join(folder, 'policy.json')
writeFileSync(
  policy,
  JSON.stringify({
    version: '1',
    default: 'deny',
    tools: {
      echo: {
        deny_if: [{ conditions: [{ path: 'args.text', op: 'regex', value: '^/etc' }] }],
        limits: [{ counter: 'soak', window: 'day', max: 1e12, scope: 'grant' }],
      },
    },
  }),
)

const kinds = ['rss', 'heapUsed', 'heapTotal', 'external', 'arrayBuffers'] as const
type Sample = { second: number; calls: number } & NodeJS.MemoryUsage
const samples: Sample[] = []
const wrong = { answered: 0, denied: 0 }
let done = 0
let printed = 0
const start = performance.now()

try {
  process.env.TELL_EVERY = String(every)
  const gateway = await connect([
    ...['--import', join(parts, 'tell-memory.mjs'), join(import.meta.dirname, '../cli/placard.mjs')],
    ...['gateway', '--policy', policy, '--state', join(folder, 'state')],
    ...['--', process.execPath, join(parts, 'echo-server.mjs')],
  ])
  gateway.onWord(line => note({ second: seconds(), calls: done, ...JSON.parse(line) }))
  // So many wait for an answer at once, at most: the call after the next has to be a client's, not a flood.
  await Promise.all(Array.from({ length: 16 }, (_, lane) => callInLane(gateway.call, lane)))
  gateway.end()
  report()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function callInLane(call: (text: string) => Promise<string>, lane: number): Promise<void> {
  for (let index = lane; index < calls; index += 16) {
    const due = start + (index / calls) * length
    const early = due - performance.now()
    if (early > 1) await new Promise(resolve => setTimeout(resolve, early))
    const denied = index % 100 === 99
    const text = `${denied ? '/etc' : '/tmp'} call ${index} ${'x'.repeat(index % 400)}`
    const answer = await call(text)
    if (answer.includes('placard/denied') !== denied) wrong[denied ? 'denied' : 'answered']++
    done++
  }
}

function note(sample: Sample): void {
  samples.push(sample)
  if (sample.second - printed < Number(values['print-every'])) return
  printed = sample.second
  const sizes = kinds.map(kind => `${kind} ${megabytes(sample[kind])}`).join(', ')
  console.log(`${sample.second.toFixed(0)} s, ${sample.calls} calls: ${sizes} MB`)
}

function report(): void {
  console.log(`${done} calls in ${seconds().toFixed(0)} s; not as they should be: ${JSON.stringify(wrong)}`)
  const late = samples.slice(Math.floor(samples.length / 2))
  const over = (late.at(-1)!.calls - late[0]!.calls) / 1_000
  console.log(`the last half: ${late.length} samples over ${over.toFixed(0)} thousand calls`)
  for (const kind of kinds) {
    const held = late.map(sample => sample[kind])
    const growth = slope(late.map(sample => [sample.calls, sample[kind]])) * 1e6
    console.log(
      `${kind.padEnd(12)} ${megabytes(Math.min(...held))} to ${megabytes(Math.max(...held))} MB, ` +
        `growth ${megabytes(growth)} MB in a million calls`,
    )
  }
}

/** Of the line with the least squares. */
function slope(points: [number, number][]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const along = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / along
}

function seconds(): number {
  return (performance.now() - start) / 1000
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
