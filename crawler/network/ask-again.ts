import { type Fetch, isReading } from './fetch.ts'
import type { HttpCache, StoredAnswer } from './http-cache.ts'

/**
 * Keeps answers that can be asked about again, and asks “has it changed?” the next time. What has not comes
 * from the cache, with the header `x-from-cache`. `cache: 'no-store'` leaves it out.
 */
export function askAgain(next: Fetch, cache: HttpCache): Fetch {
  return async (url, init = {}) => {
    if (!isReading(init) || init.cache === 'no-store' || init.method?.toUpperCase() === 'HEAD')
      return next(url, init)
    const headers = new Headers(init.headers)
    const key = keyOf(url, headers)
    const known = await cache.get(key)
    if (known !== null) addConditions(headers, known)
    const answer = await next(url, { ...init, headers })
    if (answer.status === 304 && known !== null) return replay(known, answer)
    return answer.status === 200 ? keep(cache, key, answer) : answer
  }
}

/** Hosts answer otherwise to whoever wants another form, and to those whom they know. */
function keyOf(url: string | URL, headers: Headers): string {
  const known = headers.has('authorization') ? 'known' : 'anybody'
  return `${known} ${headers.get('accept') ?? '*/*'} ${url}`
}

function addConditions(headers: Headers, { headers: stored }: StoredAnswer): void {
  const old = new Headers(stored)
  const etag = old.get('etag')
  const modified = old.get('last-modified')
  if (etag !== null) headers.set('if-none-match', etag)
  else if (modified !== null) headers.set('if-modified-since', modified)
}

function replay({ url, headers, body }: StoredAnswer, answer: Response): Response {
  const merged = new Headers(headers)
  // Such as how much of an allowance is left.
  for (const [name, value] of answer.headers) if (name.startsWith('x-ratelimit-')) merged.set(name, value)
  merged.set('x-from-cache', '1')
  return addressed(new Response(Buffer.from(body), { status: 200, headers: merged }), url)
}

async function keep(cache: HttpCache, key: string, answer: Response): Promise<Response> {
  if (!answer.headers.has('etag') && !answer.headers.has('last-modified')) return answer
  const body = new Uint8Array(await answer.arrayBuffer())
  const headers = [...answer.headers].filter(([name]) => kept.has(name))
  await cache.set(key, { url: answer.url, headers, body })
  return addressed(new Response(body, { status: 200, headers: answer.headers }), answer.url)
}

/** Not what belongs to one answer alone, such as its length on the wire. */
const kept = new Set(['content-type', 'etag', 'last-modified', 'link', 'docker-content-digest'])

function addressed(response: Response, url: string): Response {
  return Object.defineProperty(response, 'url', { value: url })
}
