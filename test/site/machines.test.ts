import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCatalogueForReading } from '../../catalogue/index.ts'
import { policyJsonSchema } from '../../policy/index.ts'
import { writeSitemap } from '../../site/files-for-machines/sitemap.ts'
import { buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { lastSegment, serverPath } from '../../site/paths.ts'
import { filesOf, readPage } from './html.ts'
import { writeInventedCatalogue } from './invented-catalogue.ts'
import { inventedServers } from './invented-servers.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-machines-'))
const out = join(root, 'out')
const address = 'https://labels.example/placard'
const tools = inventedServers.flatMap(server => server.tools)
let site: ServedSite

beforeAll(async () => {
  const cataloguePath = join(root, 'catalogue.sqlite')
  writeInventedCatalogue(cataloguePath)
  await buildSite({ cataloguePath, outDirectory: out, address })
  site = await serveSite({ directory: out, port: 0 })
}, 180_000)

afterAll(async () => {
  await site?.close()
  rmSync(root, { recursive: true, force: true })
}, 60_000)

// biome-ignore lint/suspicious/noExplicitAny: what a machine reads is held against shapes below.
const ask = async (path: string): Promise<any> => {
  const answer = await fetch(site.url + path)
  expect(answer.status, path).toBe(200)
  expect(answer.headers.get('content-type'), path).toContain('application/json')
  return answer.json()
}

test('servers are listed in the shape of the registry, with labels', async () => {
  const { servers, metadata } = await ask('/v0.1/servers')
  expect(metadata).toEqual({ count: servers.length })
  expect(servers).toHaveLength(inventedServers.length + 1)
  const harbour = servers.find(
    (each: { server: { title: string } }) => each.server.title === 'Harbour Mooring',
  )
  expect(harbour.server).toMatchObject({
    name: expect.stringMatching(/^npm\/[a-z0-9_-]+$/),
    packages: [{ registryType: 'npm', identifier: '@harbour/mooring-mcp' }],
  })
  expect(harbour._meta['placard/labels']).toMatchObject({
    id: 'npm:@harbour/mooring-mcp',
    tools: inventedServers[0]!.tools.length,
  })
  const one = await ask(`/v0.1/servers/${encodeURIComponent(harbour.server.name)}/versions/latest`)
  expect(one.server).toEqual(harbour.server)
  expect(one._meta['placard/labels'].labels.map(({ name }: { name: string }) => name)).toEqual(
    inventedServers[0]!.tools.map(({ definition }) => definition.name),
  )
  const { servers: versions } = await ask(
    `/v0.1/servers/${lastSegment(serverPath(one._meta['placard/labels'].id))}/versions`,
  )
  expect(versions).toEqual([one])
})

test.each([
  '/v0.1/servers/..%2f..%2fsite/versions/latest',
  '/v0.1/servers/nobody/versions/latest',
  '//',
  '/v0.1/servers/x',
])('%s breaks nothing', async path => {
  expect((await fetch(site.url + path)).status).toBe(path === '//' ? 200 : 404)
})

test('the whole catalogue can be taken along, also by a page in a browser', async () => {
  const { headers, body } = await fetch(`${site.url}/downloads/catalogue.jsonl.gz`)
  expect(headers.get('content-type')).toBe('application/gzip')
  const text = await new Response(body!.pipeThrough(new DecompressionStream('gzip'))).text()
  const packed = readFileSync(join(out, 'downloads/catalogue.jsonl.gz'))
  expect(gunzipSync(packed).toString('utf8')).toBe(text)
  const lines = text.trim().split('\n')
  expect(lines).toHaveLength(tools.length)
  const named = lines.map(line => JSON.parse(line).tool.name.toWellFormed())
  expect(named.sort()).toEqual(tools.map(({ definition }) => definition.name.toWellFormed()).sort())
  const copy = openCatalogueForReading(join(out, 'downloads/catalogue.sqlite'))
  expect(copy.totals().tools).toBe(tools.length)
  copy.close()
})

test('the schema of a policy is the one that Placard holds to', () => {
  expect(JSON.parse(readPage(out, '/policy.schema.json'))).toEqual(
    JSON.parse(JSON.stringify(policyJsonSchema)),
  )
})

test('every page is in the sitemap, with its whole address', () => {
  const listed = [...readPage(out, '/sitemap-1.xml').matchAll(/<loc>([^<]*)<\/loc>/g)].map(
    ([, link]) => link!,
  )
  const pages = filesOf(out).flatMap(file =>
    file.endsWith('/index.html') ? file.slice(0, -'index.html'.length) : [],
  )
  const later = pages.filter(path => !listed.includes(address + path))
  expect(later.filter(path => !/^\/servers\/[^/]+\/page\//.test(path))).toEqual([])
  expect(listed.every(link => link.startsWith(`${address}/`))).toBe(true)
})

test('a sitemap is split where it has to be', () => {
  const files = new Map<string, string>()
  const pages = Array.from({ length: 50_001 }, (_, at) => `/pages/${at}/`)
  writeSitemap({ servers: [] } as never, pages, address, (path, content) => files.set(path, String(content)))
  expect([...files.keys()]).toEqual(['/sitemap-1.xml', '/sitemap-2.xml', '/sitemap.xml'])
  expect(files.get('/sitemap-1.xml')!.match(/<url>/g)).toHaveLength(50_000)
  expect(files.get('/sitemap.xml')).toContain(`<loc>${address}/sitemap-2.xml</loc>`)
})

test('what is named in llms.txt is there', () => {
  const links = [...readPage(out, '/llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!)
  expect(links.length).toBeGreaterThan(20)
  const files = filesOf(out)
  expect(links.filter(link => !files.includes(link))).toEqual([])
})

test('lists are JSON as well', () => {
  const critical = JSON.parse(readPage(out, '/severities/critical/tools.json'))
  expect(critical.total).toBe(tools.filter(({ label }) => label?.severity === 'Critical').length)
  expect(critical.tools[0]).toMatchObject({
    severity: 'Critical',
    path: expect.stringMatching(/^\/servers\//),
  })
  const read = JSON.parse(readPage(out, '/categories/read/tools.json'))
  expect(read.next).toBe('/categories/read/page/2/tools.json')
  expect(JSON.parse(readPage(out, read.next)).tools.length).toBe(read.total - read.tools.length)
})

test('changes and attack patterns stand as JSON beside their pages', async () => {
  const { changes } = await ask('/changes/changes.json')
  expect(changes).toContainEqual(
    expect.objectContaining({
      kind: 'new-server',
      serverId: 'npm:@harbour/mooring-mcp',
      path: serverPath('npm:@harbour/mooring-mcp'),
    }),
  )
  const patterns: { id: string; tools: number }[] = await ask('/attacks/attacks.json')
  const some = patterns.find(({ tools }) => tools > 0)!
  const one = await ask(`/attacks/${some.id}/pattern.json`)
  expect(one).toMatchObject({ id: some.id, total: some.tools })
  expect(one.tools).toHaveLength(some.tools)
  expect((await fetch(site.url + one.tools[0].path)).status).toBe(200)
})

test('a page says to programs where it stands among others', async () => {
  const path = serverPath('npm:@harbour/mooring-mcp')
  const html = await (await fetch(site.url + path)).text()
  const things = [...html.matchAll(/<script type="application\/ld\+json">([^<]*)<\/script>/g)].map(
    ([, json]) => JSON.parse(json!),
  )
  expect(things.find(thing => thing['@type'] === 'BreadcrumbList').itemListElement).toEqual([
    { '@type': 'ListItem', position: 1, name: 'Servers', item: `${address}/servers/` },
    { '@type': 'ListItem', position: 2, name: 'Harbour Mooring', item: address + path },
  ])
})
