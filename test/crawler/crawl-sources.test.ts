import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Catalogue, openCatalogue } from '../../catalogue/index.ts'
import { temporaryFolder } from './cached-package.ts'
import { crawlWorld, faultsOf, killAfter, startCrawl } from './crawl-world.ts'
import { openWorld, type World } from './loopback-world.ts'

// A registry and its servers, all on this machine.
vi.setConfig({ testTimeout: 120_000 })

async function setUp(
  size: number,
  delay = 0,
): Promise<{ world: World; folder: string; catalogue: Catalogue }> {
  const world = await openWorld(size, delay)
  const folder = temporaryFolder()
  const catalogue = openCatalogue(join(folder, 'catalogue.sqlite'))
  onTestFinished(() => {
    catalogue.close()
    world.close()
  })
  return { world, folder, catalogue }
}

test('every server of a registry is asked once, and who fails is told with why', async () => {
  const { world, folder, catalogue } = await setUp(120)
  const report = await crawlWorld(world, catalogue, folder)
  expect(faultsOf(world, catalogue)).toEqual([])
  expect(report).toMatchObject({ seen: 120, sources: [{ id: 'registry', found: 120, problems: [] }] })
  expect(report.new).toHaveLength(114)
  expect(report.failed.map(({ reason }) => reason).sort()).toEqual([
    'needs-authorization',
    'needs-authorization',
    'needs-authorization',
    'not-mcp',
    'not-mcp',
    'not-mcp',
  ])
  expect([...new Set(world.answered.values())]).toEqual([1])
  expect(catalogue.server(`remote:${world.origin}/s/3/mcp`)).toMatchObject({
    name: 'test.harbour/berth-3',
    version: '1.0.0',
    description: 'Berth 3 of the harbour.',
    how: 'listed',
  })
})

test('a second crawl of an unchanged world asks no server, and a later one finds what has changed', async () => {
  const { world, folder, catalogue } = await setUp(60)
  await crawlWorld(world, catalogue, folder)
  world.answered.clear()
  const again = await crawlWorld(world, catalogue, folder)
  expect(world.answered.size).toBe(0)
  expect(again).toMatchObject({ seen: 60, new: [], changed: [], failed: [] })
  expect(again.unchanged).toHaveLength(56)
  expect(again.later).toHaveLength(4)

  world.changed.add(4)
  const inEightDays = () => new Date(Date.now() + 8 * 24 * 3_600_000)
  const later = await crawlWorld(world, catalogue, folder, { now: inEightDays })
  expect(later.changed).toEqual([`remote:${world.origin}/s/4/mcp`])
  expect(later.failed).toHaveLength(4)
  expect(catalogue.changes({ kinds: ['changed-definition'] })).toHaveLength(5)
})

test('a source that was read before is only asked what has changed', async () => {
  const { world, folder, catalogue } = await setUp(30)
  await crawlWorld(world, catalogue, folder)
  const sent = world.pages.sent
  catalogue.remember('source', 'registry', null)
  await crawlWorld(world, catalogue, folder)
  expect(world.pages).toEqual({ sent, notModified: 1 })
})

test('a crawl that is killed again and again ends complete, with nothing done twice', async () => {
  const { world, folder, catalogue } = await setUp(250, 15)
  const kills = [1, 20, 30, 40]
  for (const count of kills) expect(await killAfter(startCrawl(world, folder), 'finished', count)).toBe(false)
  const report = await crawlWorld(world, catalogue, folder)
  expect(faultsOf(world, catalogue)).toEqual([])
  // The report is of the whole crawl, not of what its last process did.
  expect(report.new).toHaveLength(240)
  // Only who was being asked when it was killed was asked again.
  const again = [...world.answered.values()].filter(times => times > 1).length
  expect(again).toBeLessThanOrEqual(kills.length * 16)
})

test('at most so many servers are read as the limit says, and the next crawl takes others', async () => {
  const { world, folder, catalogue } = await setUp(300)
  const report = await crawlWorld(world, catalogue, folder, { limit: 5 })
  expect(report.new).toHaveLength(5)
  expect(report.sources).toMatchObject([{ found: 100 }])
  const more = await crawlWorld(world, catalogue, folder, { limit: 200 })
  expect(more.new).toHaveLength(192)
  expect([...new Set(world.answered.values())]).toEqual([1])
})

test('a source that cannot be read is told, and the others are read', async () => {
  const { world, folder, catalogue } = await setUp(1)
  const { origin } = world
  world.close()
  const report = await crawlWorld({ ...world, origin }, catalogue, folder, {
    signal: AbortSignal.timeout(60_000),
  })
  expect(report.sources[0]?.failure).toMatch(/^the official MCP Registry cannot be reached/)
  expect(report).toMatchObject({ seen: 0, stopped: false })
})
