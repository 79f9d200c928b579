import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCatalogue, openCatalogueForReading } from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import { drawAtlas } from '../../site/atlas.ts'
import { type Kin, kinByServer } from '../../site/kin.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-kin-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const tool = (name: string): ToolDefinition => ({ name, description: `Does ${name} to a boat.` })
const [ring, row, sail] = ['ring_bell', 'row', 'sail'].map(tool) as [
  ToolDefinition,
  ToolDefinition,
  ToolDefinition,
]
/** Many forks, one that added a tool of its own, and one that happens to ring a bell as well. */
const servers: [id: string, tools: ToolDefinition[]][] = [
  ...Array.from({ length: 20 }, (_, at): [string, ToolDefinition[]] => [
    `npm:fork-${String(at).padStart(2, '0')}`,
    [ring, row],
  ]),
  ['npm:more', [tool('anchor'), row, ring, ring]],
  ['npm:bell', [ring, tool('polish')]],
  ['npm:alone', [sail]],
]
let kin: Map<string, Kin>

beforeAll(() => {
  const path = join(root, 'catalogue.sqlite')
  const catalogue = openCatalogue(path)
  for (const [id, tools] of servers)
    catalogue.recordListing({
      server: { id, name: id.slice(4), version: '1' },
      how: 'listed',
      at: '2026-11-01T00:00:00.000Z',
      tools,
    })
  catalogue.close()
  const reading = openCatalogueForReading(path)
  kin = kinByServer(drawAtlas(reading))
  reading.close()
})

test('a server is told of others with its definitions, in full by number and by name of a few', () => {
  const { twins, relatives } = kin.get('npm:fork-03')!
  expect([...twins.values()].map(({ total, first }) => [total, first.length])).toEqual([
    [21, 12],
    [20, 12],
  ])
  expect(relatives).toMatchObject({ total: 20 })
  expect(relatives.first).toHaveLength(12)
  expect(relatives.first.map(({ id }) => id)).not.toContain('npm:fork-03')
  expect(relatives.first[0]).toMatchObject({ id: 'npm:fork-00', name: 'fork-00', shared: 2 })
  expect(relatives.first[0]!.suchAs.map(({ name }) => name).sort()).toEqual(['ring_bell', 'row'])
})

test('one definition in common of several makes no kin, and counts once however often it is listed', () => {
  expect(kin.get('npm:bell')!.relatives).toEqual({ total: 0, first: [] })
  expect([...kin.get('npm:bell')!.twins.values()].map(({ total }) => total)).toEqual([21])
  expect(kin.get('npm:more')!.relatives.total).toBe(20)
})

test('a server that shares nothing has none', () => expect(kin.has('npm:alone')).toBe(false))
