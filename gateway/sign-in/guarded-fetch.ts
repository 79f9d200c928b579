import type { FetchLike } from '@modelcontextprotocol/client'

const patience = 20_000
/** Bytes; what an authorization server has to say is shorter. */
const largestAnswer = 1024 * 1024
const mostRedirects = 3

/** Whether tokens may be sent to an address: over TLS, or within this machine. */
export function isSafeFor(address: URL, from: URL): boolean {
  if (address.protocol === 'https:') return true
  return address.protocol === 'http:' && isLoopback(address.hostname) && isLoopback(from.hostname)
}

/**
 * A `fetch` for what a server says about how to sign in there. The addresses are the server's words, so that
 * plain HTTP is spoken within this machine only, and only where the server is there as well. What carries
 * secrets follows no redirect, and no answer is endless.
 */
export function guardedFetch(server: string): FetchLike {
  const from = new URL(server)
  return async (input, init = {}) => {
    const isRead = (init.method ?? 'GET') === 'GET'
    let address = new URL(input)
    for (let hop = 0; ; hop++) {
      if (!isSafeFor(address, from))
        throw new Error(`${address.origin} is not asked: it is not an https address`)
      const signal = AbortSignal.timeout(patience)
      const response = await fetch(address, { ...init, redirect: 'manual', signal })
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) return bounded(response)
      if (!isRead || hop === mostRedirects) throw new Error(`${address.origin} leads elsewhere`)
      address = new URL(location, address)
    }
  }
}

async function bounded(response: Response): Promise<Response> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largestAnswer) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  const { status, headers } = response
  const empty = size === 0 || status === 204
  return new Response(empty ? null : Buffer.concat(chunks), { status, headers: withoutEncoding(headers) })
}

/** The body has been decoded already. */
function withoutEncoding(headers: Headers): Headers {
  const plain = new Headers(headers)
  plain.delete('content-encoding')
  plain.delete('content-length')
  return plain
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}
