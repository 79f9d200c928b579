import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Catalogue, openCatalogue } from '../../catalogue/index.ts'
import {
  type CrawlOptions,
  type CrawlProgress,
  type CrawlReport,
  crawl,
  listSource,
  type ServerEntry,
} from '../../crawler/index.ts'
import { cachePackage, cacheTarball, temporaryFolder } from './cached-package.ts'
import { expectNoneWith } from './fixture.ts'

// The servers of a list, run in the sandbox.
const now = () => new Date('2026-01-02T03:04:05Z')
const packages = join(import.meta.dirname, '../fixtures/packages')
const hourLater = () => new Date('2026-01-02T04:34:05Z')
const later = () => new Date('2026-02-02T00:00:00Z')

type Place = { catalogue: Catalogue; cacheDirectory: string }

function setUp(...names: string[]): Place & { servers: ServerEntry[] } {
  const cacheDirectory = temporaryFolder()
  const catalogue = openCatalogue(join(cacheDirectory, 'catalogue.sqlite'))
  onTestFinished(() => catalogue.close())
  return { catalogue, cacheDirectory, servers: names.map(name => cachePackage(cacheDirectory, name)) }
}

function run(
  servers: ServerEntry[],
  place: Place,
  options: Partial<CrawlOptions> = {},
): Promise<CrawlReport> {
  const list = { sources: [listSource(servers)], entries: servers, only: servers.map(({ id }) => id) }
  return crawl({ ...list, ways: ['run'], random: () => 0.5, now, ...place, ...options })
}

/** An entry that no registry has to be asked for: the address of the one in the environment is closed. */
function uninstallable(): ServerEntry {
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/')
  onTestFinished(() => void vi.unstubAllEnvs())
  return { id: 'npm:fixture-missing', package: 'fixture-missing', version: '1.0.0', args: [], env: {} }
}

test('records what each server says; one that fails is a row', async () => {
  const { servers, ...place } = setUp('good', 'exits', 'hostile', 'paging')
  const steps: CrawlProgress[] = []
  const report = await run(servers, place, { onProgress: step => steps.push(step) })

  expect(report).toMatchObject({
    seen: 4,
    new: ['npm:fixture-good', 'npm:fixture-hostile', 'npm:fixture-paging'],
    changed: [],
    unchanged: [],
    untried: [],
    tools: 2 + 8 + 30,
    offline: null,
    stopped: false,
  })
  expect(report.failed.map(({ id, reason, way, due }) => ({ id, reason, way, due }))).toEqual([
    { id: 'npm:fixture-exits', reason: 'did-not-start', way: 'run', due: '2026-01-02T04:04:05.000Z' },
  ])
  expect(report.problems).toContainEqual({
    id: 'npm:fixture-hostile',
    message: 'tool 6 was left out: it has no name',
  })
  expect(place.catalogue.server('npm:fixture-good')).toMatchObject({
    name: 'fixture-good',
    version: '1.0.0',
    description: 'Fixture good.',
    toolCount: 2,
    lastSeen: '2026-01-02T03:04:05.000Z',
    failure: null,
  })
  expect(place.catalogue.server('npm:fixture-exits')?.failure).toMatchObject({ reason: 'did-not-start' })
  expect(steps.flatMap(step => (step.kind === 'finished' ? step.done : []))).toEqual([1, 2, 3, 4])
})

test('does not ask again for a version it knows; who failed is asked later, and later still', async () => {
  const { servers, ...place } = setUp('good', 'exits')
  await run(servers, place)
  const soon = await run(servers, place)
  expect(soon).toMatchObject({ unchanged: ['npm:fixture-good'], later: ['npm:fixture-exits'], failed: [] })
  const report = await run(servers, place, { now: hourLater })
  expect(report).toMatchObject({ unchanged: ['npm:fixture-good'], later: [] })
  expect(place.catalogue.server('npm:fixture-good')?.lastSeen).toBe('2026-01-02T03:04:05.000Z')
  expect(report.failed).toMatchObject([{ id: 'npm:fixture-exits', due: '2026-01-02T08:34:05.000Z' }])
  const impatient = await run(servers, place, { now: hourLater, retryFailed: true })
  expect(impatient.failed).toMatchObject([{ id: 'npm:fixture-exits', due: '2026-01-02T20:34:05.000Z' }])
})

test('a new version is due at once, and so is who failed in the one before', async () => {
  const { servers, ...place } = setUp('exits')
  await run(servers, place)
  const newer = servers.map(entry => ({ ...cachePackage(place.cacheDirectory, 'good'), id: entry.id }))
  const report = await run(newer, place)
  expect(report.new).toEqual(['npm:fixture-exits'])
  expect(place.catalogue.server('npm:fixture-exits')).toMatchObject({ failure: null, toolCount: 2 })
})

test('asks again where it is told to, and tells unchanged from changed', async () => {
  const { servers, ...place } = setUp('good')
  await run(servers, place)
  const again = await run(servers, place, { now: later, refresh: true })
  expect(again.unchanged).toEqual(['npm:fixture-good'])
  expect(place.catalogue.server('npm:fixture-good')?.lastSeen).toBe('2026-02-02T00:00:00.000Z')

  const other = { ...cachePackage(place.cacheDirectory, 'paging'), id: 'npm:fixture-good' }
  expect((await run([other], place)).changed).toEqual(['npm:fixture-good'])
  expect(place.catalogue.tools('npm:fixture-good')).toHaveLength(30)
})

test('what is read from source and what is listed are kept beside each other, and the answer counts', async () => {
  const { servers, ...place } = setUp('good', 'exits')
  for (const entry of servers) await cacheTarball(place.cacheDirectory, entry, join(packages, 'classes'))
  const read = await run(servers, place, { ways: ['extracted'] })
  expect(read.new).toEqual(['npm:fixture-exits', 'npm:fixture-good'])
  expect(read.sandbox).toBeNull()
  expect(place.catalogue.server('npm:fixture-good')).toMatchObject({ how: 'extracted', toolCount: 3 })
  expect(place.catalogue.tools('npm:fixture-good')[0]?.place).toMatch(/^index\.js:\d+$/)

  const both = await run(servers, place, { ways: ['extracted', 'run'], now: later })
  expect(both).toMatchObject({ changed: ['npm:fixture-good'], unchanged: ['npm:fixture-exits'], failed: [] })
  expect(place.catalogue.server('npm:fixture-good')).toMatchObject({ how: 'listed', toolCount: 2 })
  expect(place.catalogue.differences('npm:fixture-good')).toHaveLength(5)
  // Its source could be read, so that it does not start is no failure of the server.
  expect(place.catalogue.server('npm:fixture-exits')).toMatchObject({ how: 'extracted', toolCount: 3 })
})

test('says once that there is no network, and still asks who is installed', async () => {
  const { servers, ...place } = setUp('good')
  const missing = uninstallable()
  const more = { ...missing, id: 'npm:fixture-missing-too', package: 'fixture-missing-too' }
  const report = await run([missing, more, ...servers], place)
  expect(report.offline).toMatch(/^There is no way to the package registry/)
  expect(report.untried).toEqual(['npm:fixture-missing', 'npm:fixture-missing-too'])
  expect(report.new).toEqual(['npm:fixture-good'])
  expect(report.failed).toEqual([])
  expect(place.catalogue.server('npm:fixture-missing')).toBeNull()
})

test('ends what it started when it is stopped, and keeps what was done', async () => {
  const { servers, ...place } = setUp('good', 'hangs-at-list', 'paging')
  const stop = new AbortController()
  const onProgress = (step: CrawlProgress) => {
    if (step.kind === 'started' && step.id === 'npm:fixture-hangs-at-list')
      setTimeout(() => stop.abort(), 300)
  }
  const report = await run(servers, place, { concurrency: { run: 1 }, signal: stop.signal, onProgress })
  expect(report).toMatchObject({
    stopped: true,
    new: ['npm:fixture-good'],
    untried: ['npm:fixture-hangs-at-list', 'npm:fixture-paging'],
    failed: [],
  })
  expect(place.catalogue.server('npm:fixture-hangs-at-list')).toBeNull()
  await expectNoneWith('fixture-hangs-at-list')

  // What goes on tells of the whole of it.
  const quick = servers.filter(({ id }) => !id.includes('hangs'))
  const whole = await run(quick, place)
  expect(whole.new).toEqual(['npm:fixture-good', 'npm:fixture-paging'])
})

test('goes on where it was when it was killed, and removes what was left unfinished', async () => {
  const { servers, catalogue, cacheDirectory } = setUp('good', 'hangs-at-list', 'paging')
  const script = `
    import { openCatalogue } from ${JSON.stringify(join(import.meta.dirname, '../../catalogue/index.ts'))}
    import { crawl, listSource } from ${JSON.stringify(join(import.meta.dirname, '../../crawler/index.ts'))}
    const catalogue = openCatalogue(${JSON.stringify(join(cacheDirectory, 'catalogue.sqlite'))})
    const servers = ${JSON.stringify(servers)}
    const onProgress = step => console.log(step.kind, step.id)
    await crawl({ catalogue, cacheDirectory: ${JSON.stringify(cacheDirectory)}, onProgress, entries: servers,
      sources: [listSource(servers)], ways: ['run'], concurrency: { run: 1 } })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    if (said.includes('started npm:fixture-hangs-at-list')) break
  }
  const others = run([], { catalogue, cacheDirectory })
  await expect(others).rejects.toThrow(`Process ${child.pid} is crawling into this catalogue`)
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await expectNoneWith(servers[1]?.package ?? '')
  const remains = join(cacheDirectory, 'tarballs', `half@1.0.0.unfinished-${child.pid}`)
  mkdirSync(remains, { recursive: true })

  const quick = servers.filter(({ id }) => !id.includes('hangs'))
  const report = await run(quick, { catalogue, cacheDirectory }, { now: () => new Date() })
  expect(report.new).toEqual(['npm:fixture-good', 'npm:fixture-paging'])
  expect(catalogue.listings('npm:fixture-good')).toHaveLength(1)
  expect(existsSync(remains)).toBe(false)
})
