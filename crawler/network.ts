import { CannotList } from './failure.ts'

// The one file that opens the network. Which addresses are allowed, how much may come back, and what we call
// ourselves is decided here.

/** Bytes that one server may send in all. */
export const responseLimit = 64 * 1024 * 1024

export type Network = {
  fetch: (url: string | URL, init?: RequestInit) => Promise<Response>
  /** What went wrong on the wire, where the caller only learns that something did. */
  trouble(): CannotList | null
}

/** Whether an address may be asked at all: encrypted, or on this machine. Throws `CannotList` where not. */
export function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) throw new CannotList('unreachable', 'is not an address')
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return url
  throw new CannotList('unreachable', 'is not an https:// address (http:// is for this machine alone)')
}

/** A way out for asking one server. Redirects to elsewhere are left to the caller, who refuses them. */
export function openNetwork(): Network {
  let received = 0
  let trouble: CannotList | null = null
  return {
    trouble: () => trouble,
    async fetch(url, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('user-agent', 'placard')
      const response = await fetch(readAddress(String(url)), { ...init, headers }).catch(error => {
        const { cause } = error as { cause?: Error }
        if (!init.signal?.aborted)
          trouble = new CannotList('unreachable', `cannot be reached: ${cause?.message ?? error.message}`, {
            cause: error,
          })
        throw trouble ?? error
      })
      if (response.status === 401 || response.status === 403)
        trouble = new CannotList('needs-authorization', `wants to know who asks (HTTP ${response.status})`)
      const body = response.body?.pipeThrough(count()) ?? null
      // 204 and its like may not carry a body at all.
      return new Response(body, {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
      })
    },
  }

  function count(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform(chunk, controller) {
        received += chunk.byteLength
        if (received <= responseLimit) return controller.enqueue(chunk)
        trouble = new CannotList('too-large', `sent more than ${responseLimit >> 20} MiB`)
        controller.error(trouble)
      },
    })
  }
}
