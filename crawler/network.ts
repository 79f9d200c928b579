import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, type RequestInit as AskInit, fetch as ask, EnvHttpProxyAgent } from 'undici'
import manifest from '../package.json' with { type: 'json' }
import { CannotList } from './failure.ts'
import { isPublic, privateAddress, refusePrivate } from './network/address.ts'
import { askAgain } from './network/ask-again.ts'
import { bePatient } from './network/be-patient.ts'
import type { Fetch } from './network/fetch.ts'
import { followRedirects } from './network/follow-redirects.ts'
import type { HttpCache } from './network/http-cache.ts'
import { known, openPace, type Pace } from './network/pace.ts'

export { readAddress } from './network/address.ts'
export { type HttpCache, openFileCache, openMemoryCache } from './network/http-cache.ts'
export { openPace, type Pace } from './network/pace.ts'

// The one file that opens the network. Which addresses are allowed, how much may come back, and what we call
// ourselves is decided here; how politely we ask, in the folder beside it.

/** Bytes that one server may send in all, and that one answer may have. */
export const responseLimit = 64 * 1024 * 1024

export type Network = {
  fetch: Fetch
  /** What went wrong on the wire, where the caller only learns that something did. */
  trouble(): CannotList | null
}

export type NetworkOptions = {
  /**
   * Origins that the user chose, such as `https://api.example.com`: these may be in a private network, and may
   * do without encryption. So may be the hosts of our own sources, which a company can have mirrors of. Every
   * other address is a stranger's, and has to be public.
   */
  trust?: string[]
  /** Bytes; `responseLimit` unless told. */
  limit?: number
  /** Finds the addresses of a name; the system's way unless told. */
  resolve?: typeof lookup
}

export type PoliteOptions = NetworkOptions & {
  /** Shared by all who ask in one crawl; one of its own unless told. */
  pace?: Pace
  /** Where answers are kept, to be asked about again; nowhere unless told. */
  cache?: HttpCache
  /** How often one request is tried; 4 unless told. */
  tries?: number
  /** Milliseconds for one try, its body included; 60 seconds unless told. */
  timeout?: number
  wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>
}

/** A way out for talking with one server: answers may be streams, and nothing is sent twice. */
export function openNetwork(options: NetworkOptions = {}): Network {
  const allowance = { left: options.limit ?? responseLimit }
  let trouble: CannotList | null = null
  const fetch = followRedirects(async (url, init) => {
    const response = await send(url, init, options, allowance).catch(error => {
      if (error instanceof CannotList) trouble = error
      throw error
    })
    if (response.status === 401 || response.status === 403)
      trouble = new CannotList('needs-authorization', `wants to know who asks (HTTP ${response.status})`)
    return response
  })
  return { fetch, trouble: () => (allowance.left < 0 ? tooLarge(options) : trouble) }
}

/**
 * A way out for reading documents of many hosts: each answer is whole or an error; hosts are asked in turn,
 * and again where they are busy; what is known already is only asked about. Throws `CannotList`.
 */
export function openPoliteNetwork(options: PoliteOptions = {}): Pick<Network, 'fetch'> {
  const { pace = openPace(), cache, tries = 4, timeout = 60_000, wait = pause } = options
  const patience = { pace, tries, wait, longestWait: 15 * 60_000, random: Math.random, now: () => new Date() }
  const whole: Fetch = async (url, init) => {
    const time = AbortSignal.timeout(timeout)
    const signal = init?.signal ? AbortSignal.any([init.signal, time]) : time
    try {
      return await readWhole(await send(url, { ...init, signal }, options))
    } catch (error) {
      if (error instanceof CannotList || init?.signal?.aborted) throw error
      if (time.aborted)
        throw new CannotList('timed-out', `did not answer within ${timeout / 1000} s`, { cause: error })
      throw new CannotList('unreachable', `broke off: ${(error as Error).message}`, { cause: error })
    }
  }
  const patient = followRedirects(bePatient(whole, patience))
  return { fetch: cache === undefined ? patient : askAgain(patient, cache) }
}

/** Bytes that may still come. */
type Allowance = { left: number }

async function send(
  url: string | URL,
  init: RequestInit = {},
  options: NetworkOptions = {},
  allowance: Allowance = { left: options.limit ?? responseLimit },
): Promise<Response> {
  const address = new URL(url)
  const trusted = isOurs(address) || (options.trust?.includes(address.origin) ?? false)
  if (!trusted) refusePrivate(address)
  const headers = new Headers(init.headers)
  headers.set('user-agent', userAgent)
  const dispatcher = trusted ? open : guardedBy(options.resolve ?? lookup)
  const request = { ...init, headers: [...headers], dispatcher } as AskInit
  const response = await ask(address, request).catch(error => {
    throw init.signal?.aborted ? error : reasonOf(error)
  })
  const { status, statusText } = response
  // 204 and its like may not carry a body at all.
  const body = (response.body as ReadableStream | null)?.pipeThrough(count(allowance, options)) ?? null
  return new Response(body, { status, statusText, headers: [...response.headers] })
}

/** A host that we chose, with encryption. */
function isOurs({ protocol, host }: URL): boolean {
  return protocol === 'https:' && known.has(host)
}

const userAgent = `placard/${manifest.version} (reads MCP servers and their tools)`
/** By the proxy that `HTTPS_PROXY` and its like name. A proxy finds addresses itself: what a stranger names goes straight. */
const open = new EnvHttpProxyAgent()
const guards = new WeakMap<typeof lookup, Agent>()

/** Judges the very addresses that are connected to, so that a name cannot lead elsewhere the second time. */
function guardedBy(resolve: typeof lookup): Agent {
  const known = guards.get(resolve)
  if (known !== undefined) return known
  const judge: LookupFunction = (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '')
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address)))
        return callback(privateAddress(), '')
      if (options.all) return callback(null, addresses)
      callback(null, addresses[0]!.address, addresses[0]!.family)
    })
  }
  const agent = new Agent({ connect: { lookup: judge } })
  guards.set(resolve, agent)
  return agent
}

/** undici says “fetch failed”, and keeps what did. */
function reasonOf(error: Error): Error {
  const { cause } = error as { cause?: Error }
  if (error instanceof CannotList) return error
  if (cause instanceof CannotList) return cause
  return new CannotList('unreachable', `cannot be reached: ${cause?.message || error.message}`, {
    cause: error,
  })
}

function count(allowance: Allowance, options: NetworkOptions): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      allowance.left -= chunk.byteLength
      if (allowance.left >= 0) controller.enqueue(chunk)
      else controller.error(tooLarge(options))
    },
  })
}

function tooLarge({ limit = responseLimit }: NetworkOptions): CannotList {
  return new CannotList('too-large', `sent more than ${Math.ceil(limit / (1024 * 1024))} MiB`)
}

/** The answer with all of its body, or an error where that breaks off. */
async function readWhole(response: Response): Promise<Response> {
  if (response.body === null) return response
  const body = await response.arrayBuffer()
  return new Response(body, { status: response.status, headers: response.headers })
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal ? { signal } : {})
}
