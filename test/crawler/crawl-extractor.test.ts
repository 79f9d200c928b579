import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Extractor, openExtractor } from '../../crawler/jobs/extractor.ts'
import type { Place } from '../../crawler/sources/index.ts'
import { cacheTarball, temporaryFolder } from './cached-package.ts'
import { expectFailure, expectListing } from './fixture.ts'

// Source that is read in threads.
const entry = { id: 'npm:bakery', package: 'bakery', version: '1.0.0', args: [], env: {} }
const place: Place = { kind: 'npm', package: 'bakery', version: '1.0.0' }

async function setUp(options?: { grace: number }): Promise<{ extractor: Extractor; cacheDirectory: string }> {
  const cacheDirectory = temporaryFolder()
  await cacheTarball(cacheDirectory, entry, join(import.meta.dirname, '../fixtures/packages/classes'))
  const extractor = openExtractor(options)
  onTestFinished(() => extractor.close())
  return { extractor, cacheDirectory }
}

test('several are read at once, each with its own answer', async () => {
  const { extractor, cacheDirectory } = await setUp()
  const names = ['npm:bakery', 'npm:bakery-too', 'npm:bakery-again']
  const results = await Promise.all(
    names.map(id => extractor.read(place, { id, env: {}, cacheDirectory, timeout: 60_000 })),
  )
  expect(results.map(result => expectListing(result).listing.server.id)).toEqual(names)
  expect(expectListing(results[0]!).listing.places?.get('bake_in_stone')).toMatch(/^index\.js:\d+$/)
})

test('a thread that does not end its work in time is ended, and the next reading has another', async () => {
  const { extractor, cacheDirectory } = await setUp({ grace: 0 })
  const hasty = { id: 'npm:bakery', env: {}, cacheDirectory, timeout: 1 }
  expect(expectFailure(await extractor.read(place, hasty))).toMatchObject({ reason: 'timed-out' })
  expectListing(await extractor.read(place, { ...hasty, timeout: 60_000 }))
})

test('what is stopped says so', async () => {
  const { extractor, cacheDirectory } = await setUp()
  const stop = new AbortController()
  const request = { id: 'npm:missing', env: {}, cacheDirectory, timeout: 60_000 }
  const missing: Place = { kind: 'npm', package: 'bakery-that-is-nowhere', version: '1.0.0' }
  const reading = extractor.read(missing, request, stop.signal)
  stop.abort()
  expect(expectFailure(await reading)).toMatchObject({ reason: 'stopped' })
  expect(expectFailure(await extractor.read(place, request, stop.signal))).toMatchObject({
    reason: 'stopped',
  })
})
