import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCatalogue } from '../../catalogue/index.ts'
import { classifyServer, type ToolDefinition } from '../../classifier/index.ts'
import { buildSite } from '../../site/index.ts'
import { serverPath } from '../../site/paths.ts'
import { attribute, elementsOf, readPage, textOf } from './html.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-server-page-'))
const cataloguePath = join(root, 'catalogue.sqlite')
const out = join(root, 'out')
const tools: ToolDefinition[] = [
  { name: 'list_kites', description: 'Lists the kites in the shed.' },
  { name: 'read_guestbook', description: 'Returns what visitors wrote in the guest book.' },
  { name: 'delete_kite', description: 'Deletes a kite for good.', annotations: { readOnlyHint: true } },
]

beforeAll(async () => {
  const catalogue = openCatalogue(cataloguePath)
  const record = (id: string, how: 'listed' | 'extracted', at: string, list: ToolDefinition[]) => {
    const server = { id, name: id.slice(4), version: '1.0.0' }
    catalogue.recordListing({ server, how, at, tools: list })
    catalogue.recordVerdicts(id, classifyServer(server, list))
  }
  record('npm:kites', 'extracted', '2026-03-01T00:00:00.000Z', [
    { ...tools[0]!, description: 'Lists kites.' },
    ...tools.slice(1),
    { name: 'sell_shed' },
  ])
  record('npm:kites', 'listed', '2026-03-02T00:00:00.000Z', tools)
  record('npm:kites-fork', 'listed', '2026-03-03T00:00:00.000Z', tools.slice(1))
  record('npm:kites-once', 'listed', '2026-03-03T00:00:00.000Z', [tools[1]!, { name: 'fly' }])
  catalogue.recordStatus('npm:kites', 'deprecated', 'Take <b>gliders</b>.')
  catalogue.close()
  await buildSite({ cataloguePath, outDirectory: out })
}, 120_000)

afterAll(() => rmSync(root, { recursive: true, force: true }), 60_000)

/** With a space where an element ends, so that what stands in two cells is two words. */
function pageOf(id: string): string {
  return readPage(out, `${serverPath(id)}index.html`).replaceAll('</', ' </')
}

function section(id: string, heading: string): string {
  const found = elementsOf(pageOf(id)).find(
    element => element.tagName === 'section' && attribute(element, 'aria-labelledby') === heading,
  )
  return found ? textOf(found).replace(/\s+/g, ' ') : ''
}

function head(id: string): string {
  const found = elementsOf(pageOf(id)).find(element => attribute(element, 'data-label') !== undefined)
  return textOf(found!).replace(/\s+/g, ' ')
}

test('says in one glance whether an agent may have the server, and why not', () => {
  expect(head('npm:kites')).toContain('Up to Critical severity')
  expect(head('npm:kites')).toMatch(/Gravest of all: delete_kite/)
  expect(head('npm:kites')).toMatch(
    /May an agent have it\? Yes, if a person agrees to the calls of 1 of its tools/,
  )
  expect(head('npm:kites')).toContain('1 tool claims by its hints to do less')
})

test('names servers with the same definitions, but none for a single one of several', () => {
  expect(section('npm:kites', 'relatives')).toMatch(/kites-fork npm:kites-fork 2 of 3/)
  expect(section('npm:kites', 'relatives')).not.toContain('kites-once')
  expect(section('npm:kites-fork', 'relatives')).toMatch(/kites npm:kites 2 of 2/)
})

test('tells where the ways of seeing it do not agree', () => {
  const said = section('npm:kites', 'differences')
  expect(said).toContain('the running server and its source do not agree on 2 tools')
  expect(said).toMatch(/list_kites its description/)
  expect(said).toMatch(/sell_shed whether it is there: the running server has none/)
  expect(section('npm:kites-fork', 'differences')).toBe('')
  expect(readPage(out, `${serverPath('npm:kites')}list_kites/index.html`)).toContain('#differences')
  expect(readPage(out, `${serverPath('npm:kites')}delete_kite/index.html`)).not.toContain('#differences')
})

test('says that its source no longer stands by it, in the words of the source', () => {
  const html = readPage(out, `${serverPath('npm:kites')}index.html`)
  expect(html).toContain('Its source marks it as deprecated.')
  expect(html).toContain('Take &lt;b&gt;gliders&lt;/b&gt;.')
})

test('sorts its tools by what the policy makes of them', () => {
  const policy = section('npm:kites', 'policy')
  expect(policy).toMatch(/2 freely list_kites , read_guestbook 1 after asking delete_kite/)
})

test('tells programs that it is deprecated as well', () => {
  const { servers } = JSON.parse(readPage(out, '/servers/servers.json'))
  expect(servers.map(({ id, status }: { id: string; status?: string }) => [id, status])).toEqual([
    ['npm:kites', 'deprecated'],
    ['npm:kites-fork', undefined],
    ['npm:kites-once', undefined],
  ])
  const registry = JSON.parse(readPage(out, '/v0.1/servers/index.json'))
  expect(registry.servers[0]._meta['placard/labels']).toMatchObject({ id: 'npm:kites', status: 'deprecated' })
})
