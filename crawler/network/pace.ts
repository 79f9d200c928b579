import PQueue from 'p-queue'

/** How often a host may be asked: `perMinute` requests begin in a minute, `atOnce` are under way. */
export type Speed = { perMinute: number; atOnce: number }

/** Turns at hosts. One for a whole crawl, whoever asks. */
export type Pace = {
  /** Runs the task once it is its turn at the host. */
  turn<Result>(host: string, task: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Leaves a host alone until then (milliseconds since 1970). */
  holdUntil(host: string, time: number): void
  /** Until when a host is left alone; 0 where it is not. */
  heldUntil(host: string): number
}

/** Turns by these speeds, and by `otherwise` at hosts that have none of their own. */
export function openPace(speeds: ReadonlyMap<string, Speed> = known, otherwise = stranger): Pace {
  const queues = new Map<string, PQueue>()
  const held = new Map<string, number>()
  return {
    turn(host, task, signal) {
      const queue = queues.get(host) ?? openQueue(speeds.get(host) ?? otherwise)
      queues.set(host, queue)
      return queue.add(task, signal ? { signal } : {})
    },
    holdUntil: (host, time) => void held.set(host, Math.max(time, held.get(host) ?? 0)),
    heldUntil: host => held.get(host) ?? 0,
  }
}

function openQueue({ perMinute, atOnce }: Speed): PQueue {
  // Spread over the minute: bursts are what limits are for.
  const step = Math.max(1, Math.ceil(perMinute / 60))
  return new PQueue({ concurrency: atOnce, intervalCap: step, interval: (60_000 * step) / perMinute })
}

/** A host that has not said what it bears. */
const stranger: Speed = { perMinute: 120, atOnce: 2 }

/** The hosts that our own sources ask, each at well below what it publishes as its limit. */
export const known: ReadonlyMap<string, Speed> = new Map([
  // 600 a minute for lists (modelcontextprotocol/registry, deploy/pkg/k8s/registry.go).
  ['registry.modelcontextprotocol.io', { perMinute: 120, atOnce: 2 }],
  // Its own allowances are kept by octokit's throttling.
  ['api.github.com', { perMinute: 600, atOnce: 4 }],
  ['raw.githubusercontent.com', { perMinute: 300, atOnce: 4 }],
  ['codeload.github.com', { perMinute: 60, atOnce: 2 }],
  ['pypi.org', { perMinute: 300, atOnce: 4 }],
  ['files.pythonhosted.org', { perMinute: 300, atOnce: 4 }],
  // 100 images in six hours for whoever does not say who asks.
  ['registry-1.docker.io', { perMinute: 20, atOnce: 2 }],
  ['ghcr.io', { perMinute: 120, atOnce: 2 }],
])
