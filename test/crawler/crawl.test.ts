import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Catalogue, openCatalogue } from '../../catalogue/index.ts'
import { type CrawlProgress, crawl, type ServerEntry } from '../../crawler/index.ts'
import { cachePackage, temporaryFolder } from './cached-package.ts'
import { expectNoneWith } from './fixture.ts'

const now = () => new Date('2026-01-02T03:04:05Z')
const later = () => new Date('2026-02-02T00:00:00Z')

function setUp(...names: string[]): { catalogue: Catalogue; cacheDirectory: string; servers: ServerEntry[] } {
  const cacheDirectory = temporaryFolder()
  const catalogue = openCatalogue(join(cacheDirectory, 'catalogue.sqlite'))
  onTestFinished(() => catalogue.close())
  return { catalogue, cacheDirectory, servers: names.map(name => cachePackage(cacheDirectory, name)) }
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
  const report = await crawl({ servers, ...place, now, onProgress: step => steps.push(step) })

  expect(report).toMatchObject({
    new: ['npm:fixture-good', 'npm:fixture-hostile', 'npm:fixture-paging'],
    changed: [],
    unchanged: [],
    untried: [],
    tools: 2 + 8 + 30,
    offline: null,
    stopped: false,
  })
  expect(report.failed.map(({ id, reason }) => ({ id, reason }))).toEqual([
    { id: 'npm:fixture-exits', reason: 'did-not-start' },
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
  expect(steps.filter(step => step.kind === 'finished').map(step => step.done)).toEqual([1, 2, 3, 4])
})

test('does not ask again for a version it knows, but asks again who failed', async () => {
  const { servers, ...place } = setUp('good', 'exits')
  await crawl({ servers, ...place, now })
  const report = await crawl({ servers, ...place, now: later })
  expect(report.unchanged).toEqual(['npm:fixture-good'])
  expect(place.catalogue.server('npm:fixture-good')?.lastSeen).toBe('2026-01-02T03:04:05.000Z')
  expect(report.failed.map(({ id }) => id)).toEqual(['npm:fixture-exits'])
  expect(place.catalogue.server('npm:fixture-exits')?.failure?.at).toBe('2026-02-02T00:00:00.000Z')
})

test('asks again where it is told to, and tells unchanged from changed', async () => {
  const { servers, ...place } = setUp('good')
  await crawl({ servers, ...place, now })
  expect((await crawl({ servers, ...place, now: later, refresh: true })).unchanged).toEqual([
    'npm:fixture-good',
  ])
  expect(place.catalogue.server('npm:fixture-good')?.lastSeen).toBe('2026-02-02T00:00:00.000Z')

  const other = { ...cachePackage(place.cacheDirectory, 'paging'), id: 'npm:fixture-good' }
  expect((await crawl({ servers: [other], ...place, now, refresh: true })).changed).toEqual([
    'npm:fixture-good',
  ])
  expect(place.catalogue.tools('npm:fixture-good')).toHaveLength(30)
})

test('says once that there is no network, and still asks who is installed', async () => {
  const { servers, ...place } = setUp('good')
  const missing = uninstallable()
  const more = { ...missing, id: 'npm:fixture-missing-too', package: 'fixture-missing-too' }
  const report = await crawl({ servers: [missing, more, ...servers], ...place, now, concurrency: 1 })
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
  const report = await crawl({ servers, ...place, now, concurrency: 1, signal: stop.signal, onProgress })
  expect(report).toMatchObject({
    stopped: true,
    new: ['npm:fixture-good'],
    untried: ['npm:fixture-hangs-at-list', 'npm:fixture-paging'],
    failed: [],
  })
  expect(place.catalogue.server('npm:fixture-hangs-at-list')).toBeNull()
  await expectNoneWith('fixture-hangs-at-list')
})

test('goes on where it was when it was killed', async () => {
  const { servers, catalogue, cacheDirectory } = setUp('good', 'hangs-at-list', 'paging')
  const script = `
    import { openCatalogue } from ${JSON.stringify(join(import.meta.dirname, '../../catalogue/index.ts'))}
    import { crawl } from ${JSON.stringify(join(import.meta.dirname, '../../crawler/index.ts'))}
    const catalogue = openCatalogue(${JSON.stringify(join(cacheDirectory, 'catalogue.sqlite'))})
    const onProgress = step => console.log(step.kind, step.id)
    await crawl({ servers: ${JSON.stringify(servers)}, catalogue, cacheDirectory: ${JSON.stringify(cacheDirectory)}, concurrency: 1, onProgress })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    if (said.includes('started npm:fixture-hangs-at-list')) break
  }
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await expectNoneWith(servers[1]?.package ?? '')

  const report = await crawl({
    servers: servers.filter(({ id }) => !id.includes('hangs')),
    catalogue,
    cacheDirectory,
    now,
  })
  expect(report.unchanged).toEqual(['npm:fixture-good'])
  expect(report.new).toEqual(['npm:fixture-paging'])
})
