import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { openCatalogue, openCatalogueForReading } from '../../catalogue/index.ts'
import { definitionHash, type ToolDefinition } from '../../classifier/index.ts'
import {
  deleteNote,
  first,
  listing,
  names,
  newPath,
  open,
  readNote,
  second,
  server,
  verdict,
} from './notes.ts'

test('a listing comes back as it was, in its order', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, deleteNote]))
  expect(catalogue.server(server.id)).toEqual({
    ...server,
    how: 'listed',
    firstSeen: first,
    lastSeen: first,
    toolCount: 2,
    failure: null,
  })
  expect(catalogue.tools(server.id).map(tool => tool.definition)).toEqual([readNote, deleteNote])
  expect(catalogue.tool(server.id, 1)).toMatchObject({
    definitionHash: definitionHash(deleteNote),
    verdict: null,
  })
  expect(catalogue.tool(server.id, 2)).toBeNull()
})

test('a listing says whether it is new, changed or as before, whatever its order', () => {
  const catalogue = open()
  expect(catalogue.recordListing(listing([readNote, deleteNote]))).toBe('new')
  expect(catalogue.recordListing(listing([deleteNote, readNote], second))).toBe('unchanged')
  expect(catalogue.recordListing(listing([deleteNote], second))).toBe('changed')
  const other = { ...server, version: '2.0.0' }
  expect(catalogue.recordListing(listing([deleteNote], second, other))).toBe('changed')
})

test('what a server no longer lists is gone, and remembered when it returns', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, deleteNote]))
  catalogue.recordListing(listing([deleteNote], second))
  expect(names(catalogue)).toEqual(['delete_note'])
  expect(catalogue.tool(server.id, 0)).toMatchObject({ firstSeen: first, lastSeen: second })
  catalogue.recordListing(listing([readNote, deleteNote], second))
  expect(names(catalogue)).toEqual(['read_note', 'delete_note'])
  expect(catalogue.tool(server.id, 0)?.firstSeen).toBe(first)
})

test('the same definition twice in a listing is there twice', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, readNote]))
  expect(names(catalogue)).toEqual(['read_note', 'read_note'])
})

test('a listing is stored whole or not at all', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote]))
  let deep: ToolDefinition['inputSchema'] = {}
  for (let level = 0; level < 300; level++) deep = { deep }
  expect(() =>
    catalogue.recordListing(listing([deleteNote, { name: 'deep', inputSchema: deep }], second)),
  ).toThrow()
  expect(names(catalogue)).toEqual(['read_note'])
  expect(catalogue.server(server.id)?.lastSeen).toBe(first)
})

test('a failure keeps what was listed before, and a listing ends it', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote]))
  const failure = { at: second, reason: 'timed-out', message: 'It took too long.' }
  catalogue.recordFailure({ server, ...failure })
  expect(catalogue.server(server.id)).toMatchObject({ version: '1.0.0', toolCount: 1, failure })
  expect(catalogue.totals()).toMatchObject({ servers: 1, failed: 1, tools: 1 })
  catalogue.recordListing(listing([readNote], second))
  expect(catalogue.server(server.id)?.failure).toBeNull()
})

test('a server that never answered is a server all the same', () => {
  const catalogue = open()
  catalogue.recordFailure({ server, at: first, reason: 'did-not-start', message: 'It ended.' })
  expect(catalogue.servers()).toMatchObject([
    { id: server.id, version: '', how: null, lastSeen: null, toolCount: 0 },
  ])
})

test('a verdict belongs to a definition of a server, and goes when that changes', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, deleteNote]))
  expect(catalogue.unlabelledServers('one')).toEqual([server.id])
  catalogue.recordVerdicts(server.id, [verdict(readNote), verdict(deleteNote, 'Destructive')])
  expect(catalogue.unlabelledServers('one')).toEqual([])
  expect(catalogue.unlabelledServers('two')).toEqual([server.id])
  expect(catalogue.tool(server.id, 1)?.verdict).toEqual(verdict(deleteNote, 'Destructive'))
  expect(catalogue.totals().byCategory).toEqual({ Read: 1, Destructive: 1 })

  catalogue.recordListing(listing([{ ...readNote, description: 'Now it does more.' }, deleteNote], second))
  expect(catalogue.tools(server.id).map(tool => tool.verdict?.category ?? null)).toEqual([
    null,
    'Destructive',
  ])
  expect(catalogue.totals().byCategory).toEqual({ unlabelled: 1, Destructive: 1 })
  expect(catalogue.unlabelledServers('one')).toEqual([server.id])
})

test('names that mean something elsewhere are names', () => {
  const catalogue = open()
  const tools = [
    '../../index',
    '__proto__',
    '<script>',
    "'; drop table server; --",
    '\u0000\u0007'.repeat(1500),
  ]
  catalogue.recordListing(listing(tools.map(name => ({ name }))))
  expect(names(catalogue)).toEqual(tools)
})

test('every tool comes by, server by server', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote, deleteNote]))
  catalogue.recordListing(listing([readNote], first, { id: 'npm:more', name: 'more', version: '2.0.0' }))
  const all = [...catalogue.everyTool()].map(({ serverId, position }) => `${serverId} ${position}`)
  expect(all).toEqual(['npm:more 0', 'npm:notes 0', 'npm:notes 1'])
})

test('a catalogue outlives its opening, and can be opened for reading alone', () => {
  const path = newPath()
  const catalogue = openCatalogue(path)
  catalogue.recordListing(listing([readNote]))
  catalogue.close()
  const reading = openCatalogueForReading(path)
  onTestFinished(() => reading.close())
  expect(reading.tools(server.id)).toHaveLength(1)
  expect('recordListing' in reading).toBe(false)
})

test('what is not a catalogue is refused and left as it is', () => {
  const text = newPath()
  writeFileSync(text, 'These are my notes, and no database at all. '.repeat(50))
  expect(() => openCatalogue(text)).toThrow(/cannot be used as a catalogue/)

  const path = newPath()
  const other = new Database(path)
  other.exec('create table mine (x)')
  other.close()
  expect(() => openCatalogue(path)).toThrow(
    /cannot be used as a catalogue: it is not a catalogue \(version 0\)/,
  )
  expect(() => openCatalogueForReading(path)).toThrow(/cannot be read as a catalogue/)
  expect(() => openCatalogueForReading(join(path, 'nowhere'))).toThrow()
})

test('a catalogue of a later version is refused, with what to do, and left as it is', () => {
  const path = newPath()
  openCatalogue(path).close()
  const database = new Database(path)
  onTestFinished(() => void database.close())
  const now = Number(database.pragma('user_version', { simple: true }))
  database.pragma(`user_version = ${now + 1}`)
  const refusal = `it is a catalogue of version ${now + 1}, and this Placard knows ${now}: use a newer one`
  expect(() => openCatalogue(path)).toThrow(refusal)
  expect(() => openCatalogueForReading(path)).toThrow(refusal)
  expect(database.pragma('user_version', { simple: true })).toBe(now + 1)
})
