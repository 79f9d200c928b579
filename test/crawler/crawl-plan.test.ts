import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Catalogue, openCatalogue } from '../../catalogue/index.ts'
import { type CrawlOptions, type CrawlReport, crawl } from '../../crawler/index.ts'
import type { Found, Source } from '../../crawler/sources/index.ts'
import { temporaryFolder } from './cached-package.ts'

// What several sources say of servers, put together. Everything is published by them: nothing has to be reached.
type Told = Partial<Found> & { id: string }

function source(id: string, ...told: Told[]): Source {
  const found = told.map(one => ({
    aliases: [],
    claims: [],
    name: one.id,
    status: 'active' as const,
    places: [],
    ...one,
  }))
  return {
    id,
    title: `the source ${id}`,
    async *discover() {
      yield { found, state: {}, problems: [] }
    },
  }
}

function openPlace(): { catalogue: Catalogue; cacheDirectory: string } {
  const cacheDirectory = temporaryFolder()
  const catalogue = openCatalogue(join(cacheDirectory, 'catalogue.sqlite'))
  onTestFinished(() => catalogue.close())
  return { catalogue, cacheDirectory }
}

type Place = ReturnType<typeof openPlace>

function crawlFrom(
  sources: Source[],
  place: Place,
  options: Partial<CrawlOptions> = {},
): Promise<CrawlReport> {
  return crawl({ sources, ...place, ...options })
}

const [moor, cast] = ['moor_ship', 'cast_off'].map(name => ({ name, description: `Does ${name}.` }))

test('names that are one server lead to it, and each source adds what it knows', async () => {
  const place = openPlace()
  const registry: Told = {
    id: 'npm:harbour',
    aliases: ['registry:test.harbour/main'],
    claims: ['github:harbour/main'],
    version: '2.0.0',
  }
  const github: Told = {
    id: 'github:harbour/main',
    claims: ['npm:harbour'],
    homepage: 'https://harbour.example',
    published: [moor!],
  }
  await crawlFrom([source('registry', registry), source('github', github)], place)
  const { catalogue } = place
  expect(catalogue.servers().map(({ id }) => id)).toEqual(['npm:harbour'])
  expect(catalogue.server('npm:harbour')).toMatchObject({ how: 'published', toolCount: 1 })
  expect(catalogue.aliases('npm:harbour')).toEqual(['github:harbour/main', 'registry:test.harbour/main'])
})

test('two catalogues may each publish tools of one server; the newer word of each counts', async () => {
  const place = openPlace()
  const told = (tool: typeof moor, version: string): Told => ({
    id: 'npm:harbour',
    version,
    published: [tool!],
  })
  const first = await crawlFrom(
    [source('docker', told(moor, '1.0.0')), source('toolsdk', told(moor, '1.0.0'))],
    place,
  )
  expect(first.new).toEqual(['npm:harbour'])
  const again = await crawlFrom(
    [source('docker', told(moor, '1.0.0')), source('toolsdk', told(moor, '1.0.0'))],
    place,
  )
  expect(again).toMatchObject({ new: [], changed: [], unchanged: ['npm:harbour'] })
  const later = await crawlFrom([source('docker', told(cast, '1.1.0'))], place)
  expect(later.changed).toEqual(['npm:harbour'])
  expect(place.catalogue.tools('npm:harbour').map(({ definition }) => definition.name)).toEqual(['cast_off'])
})

test('a server that is deleted at its source keeps its tools, and is read no more', async () => {
  const place = openPlace()
  const told: Told = { id: 'npm:harbour', version: '1.0.0', published: [moor!] }
  await crawlFrom([source('docker', told)], place)
  const gone: Told = { ...told, status: 'deleted', statusMessage: 'sunk', published: [cast!] }
  const report = await crawlFrom([source('docker', gone)], place)
  expect(report).toMatchObject({ changed: [], unchanged: ['npm:harbour'] })
  expect(place.catalogue.server('npm:harbour')).toMatchObject({
    status: 'deleted',
    statusMessage: 'sunk',
    toolCount: 1,
  })
})

test('a server of which nothing is known that could be read is counted', async () => {
  const place = openPlace()
  const image: Told = { id: 'oci:harbour/ship', places: [{ kind: 'oci', image: 'harbour/ship' }] }
  const report = await crawlFrom([source('registry', image)], place)
  expect(report).toMatchObject({ seen: 1, unreadable: ['oci:harbour/ship'], failed: [], untried: [] })
})

test('the whole of a repository that is home to several servers is given to none of them', async () => {
  const place = openPlace()
  const home = {
    places: [{ kind: 'github' as const, repository: 'harbour/all' }],
    claims: ['github:harbour/all'],
  }
  const report = await crawlFrom(
    [source('registry', { id: 'npm:ship', ...home }, { id: 'npm:bakery', ...home })],
    place,
  )
  expect(report.unreadable).toEqual(['npm:bakery', 'npm:ship'])
  expect(report.failed).toEqual([])
})

test('only what the sources of this crawl told of is read', async () => {
  const place = openPlace()
  await crawlFrom([source('docker', { id: 'npm:harbour', published: [moor!] })], place, { limit: 0 })
  const report = await crawlFrom([source('toolsdk', { id: 'npm:bakery', published: [cast!] })], place)
  expect(report.new).toEqual(['npm:bakery'])
  expect(place.catalogue.server('npm:harbour')).toBeNull()
})
