import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { openCatalogue, openCatalogueForReading } from '../../catalogue/index.ts'
import { writeInventedCatalogue } from '../site/invented-catalogue.ts'

const root = mkdtempSync(join(tmpdir(), 'placard-publish-'))
const original = join(root, 'catalogue.sqlite')
writeInventedCatalogue(original)
const crawling = openCatalogue(original)
crawling.remember('a-source', 'cursor', 'a secret of the crawler')
crawling.close()
afterAll(() => rmSync(root, { recursive: true, force: true }))

let copies = 0
function publish(): string {
  const path = join(root, `published-${copies++}.sqlite`)
  const catalogue = openCatalogueForReading(original)
  catalogue.publishTo(path)
  catalogue.close()
  return path
}

test('every table and column that is published is explained, and none of the crawler’s is there', () => {
  const file = new Database(publish(), { readonly: true })
  const there = file
    .prepare(
      `select t.name || '.' || c.name from sqlite_schema t, pragma_table_info(t.name) c
       where t.type in ('table', 'view') and t.name <> 'about'`,
    )
    .pluck()
    .all() as string[]
  const told = file.prepare(`select "table" || '.' || "column" from about`).pluck().all() as string[]
  expect(told.sort()).toEqual(there.sort())
  expect(told).toContain('tool.severity')
  for (const own of ['found', 'job', 'task', 'memory'])
    expect(told.filter(name => name.startsWith(`${own}.`))).toEqual([])
  expect(file.serialize().includes('a secret of the crawler')).toBe(false)
  file.close()
})

test('it has every row, its indexes and no free pages', () => {
  const [before, after] = [original, publish()].map(path => new Database(path, { readonly: true }))
  for (const table of [
    'server',
    'failure',
    'definition',
    'listing',
    'sighting',
    'verdict',
    'change',
    'alias',
  ]) {
    const rows = (file: Database.Database) => file.prepare(`select * from ${table}`).all()
    expect(rows(after!), table).toEqual(rows(before!))
    const indexes = (file: Database.Database) =>
      file
        .prepare(`select name from sqlite_schema where type = 'index' and tbl_name = ? order by name`)
        .pluck()
        .all(table)
    expect(indexes(after!), table).toEqual(indexes(before!))
  }
  const reading = openCatalogueForReading(original)
  expect(after!.prepare('select count(*) from tool').pluck().get()).toBe(reading.totals().tools)
  reading.close()
  expect(after!.pragma('freelist_count', { simple: true })).toBe(0)
  expect(after!.pragma('integrity_check', { simple: true })).toBe('ok')
  for (const file of [before!, after!]) file.close()
})

test('the same rows give the same bytes, and nothing is written over', () => {
  const [one, other] = [publish(), publish()].map(path => {
    const file = new Database(path, { readonly: true })
    const bytes = file.serialize()
    file.close()
    return bytes
  })
  expect(one!.equals(other!)).toBe(true)
  const catalogue = openCatalogueForReading(original)
  expect(() => catalogue.publishTo(original)).toThrow('there already')
  catalogue.close()
})

test('it is a catalogue, from which a crawl can go on', () => {
  const path = publish()
  const reading = openCatalogueForReading(path)
  const source = openCatalogueForReading(original)
  expect([...reading.everyTool()]).toEqual([...source.everyTool()])
  reading.close()
  source.close()
  const catalogue = openCatalogue(path)
  catalogue.remember('a-source', 'cursor', '7')
  expect(catalogue.recall('a-source', 'cursor')).toBe('7')
  catalogue.close()
})
