import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backOff, readRetryAfter } from '../../../crawler/network/retry-after.ts'
import {
  openFileCache,
  openMemoryCache,
  openPace,
  openPoliteNetwork,
  type PoliteOptions,
} from '../../../crawler/network.ts'
import { answer, serve, serveInTurn } from './serve.ts'

/** A way out to one host, and how long it waited, without waiting. */
function openTo(origin: string, options: PoliteOptions = {}) {
  const waited: number[] = []
  const network = openPoliteNetwork({
    trust: [origin],
    pace: openPace(new Map(), { perMinute: 60_000, atOnce: 4 }),
    wait: async milliseconds => void waited.push(milliseconds),
    ...options,
  })
  return { network, waited }
}

describe('a busy host', () => {
  test('is asked again after as long as it wants', async () => {
    const { origin, asked } = await serveInTurn(answer(429, '', { 'retry-after': '7' }), answer(200, 'done'))
    const { network, waited } = openTo(origin)
    expect(await (await network.fetch(origin)).text()).toBe('done')
    expect(asked.length).toBe(2)
    expect(waited[0]).toBe(7000)
  })

  test('is left alone by everybody meanwhile', async () => {
    const { origin } = await serveInTurn(answer(503, '', { 'retry-after': '60' }), answer(200))
    const pace = openPace(new Map(), { perMinute: 60_000, atOnce: 4 })
    await openTo(origin, { pace, tries: 1 }).network.fetch(origin)
    const { network, waited } = openTo(origin, { pace })
    await network.fetch(origin)
    expect(waited.length).toBe(1)
    expect(waited[0]).toBeGreaterThan(50_000)
  })

  test('that wants to be left alone for hours is', async () => {
    const { origin, asked } = await serveInTurn(answer(429, '', { 'retry-after': '7200' }))
    const { network, waited } = openTo(origin)
    expect((await network.fetch(origin)).status).toBe(429)
    await expect(network.fetch(origin)).rejects.toThrow('left alone for 120 minutes')
    expect(asked.length).toBe(1)
    expect(waited).toEqual([])
  })

  test('has the last word', async () => {
    const { origin, asked } = await serveInTurn(answer(500, 'broken'))
    const { network, waited } = openTo(origin, { tries: 3 })
    const response = await network.fetch(origin)
    expect([response.status, await response.text(), asked.length]).toEqual([500, 'broken', 3])
    expect(waited.length).toBe(2)
    expect(waited[1]).toBeGreaterThan(waited[0]! / 2)
  })

  test('is not sent anything twice', async () => {
    const { origin, asked } = await serveInTurn(answer(503))
    expect((await openTo(origin).network.fetch(origin, { method: 'POST', body: '{}' })).status).toBe(503)
    expect(asked.length).toBe(1)
  })

  test.for([400, 401, 403, 404, 410])('whose answer is %i is not asked again', async status => {
    const { origin, asked } = await serveInTurn(answer(status))
    expect((await openTo(origin).network.fetch(origin)).status).toBe(status)
    expect(asked.length).toBe(1)
  })
})

describe('an answer that breaks off', () => {
  const half = gzipSync('x'.repeat(10_000)).subarray(0, 30)
  const broken = {
    'after fewer bytes than it told': (response: import('node:http').ServerResponse) =>
      response.writeHead(200, { 'content-length': '100' }).write('{"servers":'),
    'in pieces': (response: import('node:http').ServerResponse) =>
      response.writeHead(200).write('{"servers":'),
    compressed: (response: import('node:http').ServerResponse) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(half),
  }
  test.for(Object.entries(broken))('%s is asked for again', async ([, write]) => {
    const { origin, asked } = await serveInTurn(
      (_request, response) => {
        write(response)
        setImmediate(() => response.destroy())
      },
      answer(200, 'whole'),
    )
    expect(await (await openTo(origin).network.fetch(origin)).text()).toBe('whole')
    expect(asked.length).toBe(2)
  })

  test('each time is an error', async () => {
    const { origin } = await serveInTurn((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{')
      setImmediate(() => response.destroy())
    })
    await expect(openTo(origin, { tries: 2 }).network.fetch(origin)).rejects.toMatchObject({
      name: 'CannotList',
      reason: 'unreachable',
    })
  })
})

describe('there are limits', () => {
  test('on bytes, after unpacking', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024))
    const { origin, asked } = await serveInTurn((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    const limited = openTo(origin, { limit: 1024 * 1024 })
    await expect(limited.network.fetch(origin)).rejects.toMatchObject({ reason: 'too-large' })
    expect(asked.length).toBe(1)
  })

  test('on time, for the body as well', async () => {
    const origin = await serve((_request, response) => void response.writeHead(200).write('a little'))
    const { network } = openTo(origin, { timeout: 300, tries: 1 })
    await expect(network.fetch(origin)).rejects.toMatchObject({ reason: 'timed-out' })
  })

  test('on redirects', async () => {
    const { origin, asked } = await serveInTurn(answer(302, '', { location: '/again' }))
    await expect(openTo(origin).network.fetch(origin)).rejects.toThrow('more than 5 times')
    expect(asked.length).toBe(6)
  })

  test('a crawl that is stopped stops', async () => {
    const { origin, asked } = await serveInTurn(answer(503))
    const stop = new AbortController()
    const { network } = openTo(origin, {
      tries: 100,
      wait: async () => {
        if (asked.length === 3) stop.abort()
      },
    })
    await expect(network.fetch(origin, { signal: stop.signal })).rejects.toThrow()
    expect(asked.length).toBe(3)
  })
})

test('who we are is said, and told to nobody else', async () => {
  const other = await serveInTurn(answer(200))
  const { origin, asked } = await serveInTurn(answer(301, '', { location: `${other.origin}/moved` }))
  const { network } = openTo(origin, { trust: [origin, other.origin] })
  const response = await network.fetch(origin, { headers: { authorization: 'token secret' } })
  expect(asked[0]!.headers.authorization).toBe('token secret')
  expect(other.asked[0]!.headers.authorization).toBeUndefined()
  expect(other.asked[0]!.headers['user-agent']).toMatch(/^placard\/\d/)
  expect(response.url).toBe(`${other.origin}/moved`)
})

describe('what is known already', () => {
  test.for([{ etag: '"1"' }, { 'last-modified': 'Mon, 02 Nov 2026 10:00:00 GMT' }])(
    'is asked about by %o',
    async headers => {
      const { origin, asked } = await serveInTurn(
        answer(200, 'text', { ...headers, link: '<x>; rel="next"' }),
        answer(304),
      )
      const cache = openMemoryCache()
      await openTo(origin, { cache }).network.fetch(origin)
      const again = await openTo(origin, { cache }).network.fetch(origin)
      expect([again.status, await again.text(), again.headers.get('link')]).toEqual([
        200,
        'text',
        '<x>; rel="next"',
      ])
      expect(again.headers.has('x-from-cache')).toBe(true)
      const { 'if-none-match': etag, 'if-modified-since': since } = asked[1]!.headers
      expect(etag ?? since).toBe(Object.values(headers)[0])
    },
  )

  test('is replaced when it has changed', async () => {
    const { origin } = await serveInTurn(
      answer(200, 'old', { etag: '"1"' }),
      answer(200, 'new', { etag: '"2"' }),
      answer(304),
    )
    const { network } = openTo(origin, { cache: openMemoryCache() })
    const texts: string[] = []
    for (let visit = 0; visit < 3; visit++) texts.push(await (await network.fetch(origin)).text())
    expect(texts).toEqual(['old', 'new', 'new'])
  })

  test('is not what somebody else may see', async () => {
    const { origin, asked } = await serveInTurn(answer(200, 'mine', { etag: '"1"' }))
    const { network } = openTo(origin, { cache: openMemoryCache() })
    await network.fetch(origin, { headers: { authorization: 'token secret' } })
    await network.fetch(origin)
    expect(asked[1]!.headers['if-none-match']).toBeUndefined()
  })

  test('is kept in files, and left out where they are broken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'placard-cache-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const stored = {
      url: 'https://example.com/',
      headers: [['etag', '"1"'] as [string, string]],
      body: Buffer.from('é\n'),
    }
    await openFileCache(folder).set('key', stored)
    expect(await openFileCache(folder).get('key')).toEqual(stored)
    expect(await openFileCache(folder).get('other')).toBe(null)
    const [file] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.gz'),
    )
    writeFileSync(join(folder, file!), 'nonsense')
    expect(await openFileCache(folder).get('key')).toBe(null)
  })
})

describe('Retry-After', () => {
  const now = new Date('2026-11-23T12:00:00Z')
  test.for<[{ [name: string]: string }, number | null]>([
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-5' }, null],
    [{}, null],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now.getTime() / 1000 + 30) }, 30_000],
    [{ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': String(now.getTime() / 1000 + 30) }, null],
  ])('%o', ([headers, milliseconds]) => {
    expect(readRetryAfter(new Headers(headers), now)).toBe(milliseconds)
  })

  test('without it, waits grow up to a minute', () => {
    expect([1, 2, 3, 9].map(attempt => backOff(attempt, () => 1))).toEqual([1000, 2000, 4000, 60_000])
    expect([1, 2, 3, 9].map(attempt => backOff(attempt, () => 0))).toEqual([500, 1000, 2000, 30_000])
  })
})

test('a host is not asked by more at once than it bears', async () => {
  let now = 0
  let most = 0
  const origin = await serve((_request, response) => {
    most = Math.max(most, ++now)
    setTimeout(() => {
      now -= 1
      response.end('x')
    }, 20)
  })
  const { network } = openTo(origin, { pace: openPace(new Map(), { perMinute: 60_000, atOnce: 3 }) })
  await Promise.all(Array.from({ length: 12 }, () => network.fetch(origin)))
  expect(most).toBe(3)
})
