import { CannotList } from '../failure.ts'
import { type Fetch, isReading } from './fetch.ts'

const redirectLimit = 5

/**
 * Follows redirects of requests that only read, one by one, so that each address is judged as the first was.
 * What else is redirected stays with whoever asked.
 */
export function followRedirects(next: Fetch): Fetch {
  return async (url, init = {}) => {
    if (init.redirect === 'manual' || !isReading(init)) return next(url, { ...init, redirect: 'manual' })
    let at = new URL(url)
    const headers = new Headers(init.headers)
    for (let hops = 0; hops <= redirectLimit; hops++) {
      const response = await next(at, { ...init, headers, redirect: 'manual' })
      const location = response.headers.get('location')
      if (!redirects.has(response.status) || location === null) return withAddress(response, at)
      await response.body?.cancel()
      if (!URL.canParse(location, at.href)) throw new CannotList('unreachable', 'redirects to no address')
      const target = new URL(location, at)
      // Who we are is told to the host that was asked, and to no other.
      if (target.origin !== at.origin) for (const name of secrets) headers.delete(name)
      at = target
    }
    throw new CannotList('unreachable', `redirects more than ${redirectLimit} times`)
  }
}

const redirects = new Set([301, 302, 303, 307, 308])
const secrets = ['authorization', 'cookie', 'proxy-authorization']

/** `Response.url` cannot be set otherwise; a renamed repository shows there. */
function withAddress(response: Response, url: URL): Response {
  return Object.defineProperty(response, 'url', { value: url.href })
}
