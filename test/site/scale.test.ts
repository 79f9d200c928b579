import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCatalogue, openCatalogueForReading, toCatalogueLine } from '../../catalogue/index.ts'
import { buildSite, checkLinks, type SiteBuild } from '../../site/index.ts'
import { serverPath } from '../../site/paths.ts'
import { filesOf } from './html.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'
import { inventedServers } from './invented-servers.ts'
import { tool, toVerdict } from './invented-tool.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-scale-'))
const cataloguePath = join(root, 'catalogue.sqlite')
const out = join(root, 'out')
const whole = join(root, 'whole')
const [harbour, lantern] = inventedServers
const later = '2026-11-23T08:00:00.000Z'

afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000)

/** Files whose bytes differ, and those that only one of two sites has. */
function differences(): string[] {
  const [here, there] = [filesOf(out), filesOf(whole)]
  const only = [
    ...here.filter(file => !there.includes(file)).map(file => `only built in steps: ${file}`),
    ...there.filter(file => !here.includes(file)).map(file => `missing: ${file}`),
  ]
  const both = here.filter(file => there.includes(file))
  return [
    ...only,
    ...both.filter(file => !readFileSync(join(out, file)).equals(readFileSync(join(whole, file)))),
  ]
}

/** Which file of a path it is: a file that is written again is another one. */
function identities(): Map<string, number> {
  return new Map(filesOf(out).map(file => [file, statSync(join(out, file)).ino]))
}

function ofServer(file: string, id: string): boolean {
  const path = serverPath(id)
  return file.startsWith(path) || file.startsWith(`/v0.1${path}`)
}

describe('building what changed', () => {
  const change = (alter: (catalogue: ReturnType<typeof openCatalogue>) => void) => {
    const catalogue = openCatalogue(cataloguePath)
    alter(catalogue)
    catalogue.close()
  }
  const record = (
    catalogue: ReturnType<typeof openCatalogue>,
    { server, tools }: typeof harbour & object,
  ) => {
    const definitions = tools.map(({ definition }) => definition)
    catalogue.recordListing({ server, how: 'listed', at: later, tools: definitions })
    catalogue.recordVerdicts(server.id, tools.flatMap(toVerdict))
  }
  let step: SiteBuild
  let before: Map<string, number>

  async function buildBoth(): Promise<void> {
    before = identities()
    step = await buildSite({ cataloguePath, outDirectory: out })
    await buildSite({ cataloguePath, outDirectory: whole, afresh: true })
  }

  beforeAll(async () => {
    writeInventedCatalogue(cataloguePath)
    await buildSite({ cataloguePath, outDirectory: out })
  }, 180_000)

  test('makes no page of a server where nothing has, and leaves every file', async () => {
    await buildBoth()
    expect(step.made).toBe(0)
    expect(differences()).toEqual([])
    for (const [file, identity] of identities())
      if (!file.startsWith('/.build')) expect([file, identity]).toEqual([file, before.get(file)])
  }, 180_000)

  test('makes the pages of a server whose tools and labels have', async () => {
    const [first, ...rest] = harbour!.tools
    const renamed = { ...first!, definition: { ...first!.definition, name: 'renamed_by_its_author' } }
    change(catalogue => record(catalogue, { ...harbour!, tools: [renamed, ...rest.slice(1)] }))
    await buildBoth()
    expect(step.made).toBeGreaterThan(0)
    expect(step.made).toBeLessThan(step.servers)
    expect(differences()).toEqual([])
    const now = identities()
    const crowd = [...before].filter(([file]) => ofServer(file, 'pypi:crowd'))
    expect(crowd.length).toBeGreaterThan(600)
    for (const [file, identity] of crowd) expect([file, now.get(file)]).toEqual([file, identity])
    expect([...now.keys()].some(file => file.includes('/renamed_by_its_author/'))).toBe(true)
  }, 180_000)

  test('adds a server that is new, and the same tool elsewhere is told of it', async () => {
    const copy = lantern!.tools.slice(0, 2)
    const fresh = {
      at: later,
      server: { id: 'npm:brand-new', name: 'brand new', version: '1' },
      tools: [...copy, tool('sound_horn', 'Write', 'Medium', ['actuate'])],
    }
    change(catalogue => record(catalogue, fresh))
    await buildBoth()
    expect(differences()).toEqual([])
    expect(step.made).toBeGreaterThanOrEqual(2)
    expect(step.made).toBeLessThan(step.servers)
  }, 180_000)

  test('takes away what is no more', async () => {
    change(catalogue => record(catalogue, { ...harbour!, tools: harbour!.tools.slice(-1) }))
    await buildBoth()
    expect(differences()).toEqual([])
    expect(filesOf(out).some(file => file.includes('/renamed_by_its_author/'))).toBe(false)
  }, 180_000)

  test('makes everything again where the last build was broken off, or shows another accuracy', async () => {
    writeFileSync(join(out, '.build-unfinished'), '')
    const again = await buildSite({ cataloguePath, outDirectory: out })
    expect(again.made).toBe(again.servers)
    expect(differences()).toEqual([])
    const elsewhere = await buildSite({ cataloguePath, outDirectory: out, address: 'https://labels.example' })
    expect(elsewhere.made).toBe(elsewhere.servers)
    expect(readFileSync(join(out, 'robots.txt'), 'utf8')).toContain('https://labels.example/sitemap.xml')
  }, 180_000)

  test('gives the lines of every tool as one file, whoever unpacks it', () => {
    const lines = gunzipSync(readFileSync(join(out, 'downloads/catalogue.jsonl.gz'))).toString('utf8')
    const reading = openCatalogueForReading(cataloguePath)
    const rowById = new Map(reading.servers().map(row => [row.id, row]))
    const expected = [...reading.everyTool()].map(row => toCatalogueLine(rowById.get(row.serverId)!, row))
    reading.close()
    expect(lines).toBe(`${expected.join('\n')}\n`)
  })

  test('leaves no dead link', async () => {
    const { dead, pages, links } = await checkLinks(out)
    expect(dead).toEqual([])
    expect(pages).toBeGreaterThan(600)
    expect(links).toBeGreaterThan(pages)
  }, 60_000)
})

test('a dead link is found, and one to a place that a page does not have', async () => {
  const site = mkdtempSync(join(root, 'links-'))
  writeFileSync(
    join(site, 'index.html'),
    '<a href="/gone/">a</a> <a href="#there" id="there">b</a> <a href="#not">c</a>',
  )
  writeFileSync(join(site, '404.html'), '<a href="/index.html#there">d</a> <img src="/no.svg">')
  expect((await checkLinks(site)).dead).toEqual([
    { page: '/404.html', link: '/no.svg' },
    { page: '/index.html', link: '/gone/' },
    { page: '/index.html', link: '/index.html#not' },
  ])
})
