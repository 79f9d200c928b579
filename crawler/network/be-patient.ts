import { CannotList } from '../failure.ts'
import { Refusal } from './address.ts'
import { type Fetch, isReading } from './fetch.ts'
import type { Pace } from './pace.ts'
import { backOff, readRetryAfter } from './retry-after.ts'

export type Patience = {
  pace: Pace
  /** How often one request is tried. */
  tries: number
  /** Milliseconds that a host may ask us to wait; one that wants more is left alone. */
  longestWait: number
  wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void>
  random(): number
  now(): Date
}

/**
 * Asks in turn, and again after a while where that may help: the network failed, the body broke off, or the
 * host is busy. A host that says how long it wants to be left alone gets that from everybody who shares the
 * pace. After the last try the host's answer stands.
 */
export function bePatient(next: Fetch, patience: Patience): Fetch {
  return async (url, init) => {
    const { host } = new URL(url)
    const signal = init?.signal ?? undefined
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= patience.tries || !isReading(init)
      const answer = await patience.pace.turn(host, () => askOnce(next, url, init, patience), signal)
      if (answer instanceof CannotList && (last || signal?.aborted)) throw answer
      const delay = answer instanceof CannotList ? null : delayOf(answer, patience.now())
      if (delay !== null && delay > 0) patience.pace.holdUntil(host, patience.now().getTime() + delay)
      if (!(answer instanceof CannotList)) {
        if (last || !passing.has(answer.status) || (delay ?? 0) > patience.longestWait) return answer
        await answer.body?.cancel()
      }
      await patience.wait(Math.max(delay ?? 0, backOff(attempt, patience.random)), signal)
    }
  }
}

const passing = new Set([408, 425, 429, 500, 502, 503, 504])

/** What went wrong comes back as a value where another try may help, and is thrown where it cannot. */
async function askOnce(
  next: Fetch,
  url: string | URL,
  init: RequestInit | undefined,
  { pace, now, wait, longestWait }: Patience,
): Promise<Response | CannotList> {
  const { host } = new URL(url)
  const signal = init?.signal ?? undefined
  const rest = pace.heldUntil(host) - now().getTime()
  if (rest > longestWait)
    throw new CannotList('unreachable', `wants to be left alone for ${Math.ceil(rest / 60_000)} minutes`)
  if (rest > 0) await wait(rest, signal)
  try {
    return await next(url, init)
  } catch (error) {
    if (signal?.aborted || error instanceof Refusal || !(error instanceof CannotList)) throw error
    if (error.reason === 'too-large') throw error
    return error
  }
}

function delayOf(answer: Response, now: Date): number | null {
  return answer.ok ? null : readRetryAfter(answer.headers, now)
}
