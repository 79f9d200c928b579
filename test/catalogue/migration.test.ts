import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openCatalogue, openCatalogueForReading } from '../../catalogue/index.ts'
import { canonicalJson, definitionHash } from '../../classifier/index.ts'
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

/** A catalogue as version 2 wrote it: one server with two versions, one that failed, and one without tools. */
function catalogueOfVersion2(): string {
  const path = newPath()
  const database = new Database(path)
  database.exec(`
    create table server (id text primary key, name text not null, version text not null, description text,
      homepage text, repository text, how text, first_seen text not null, last_seen text) strict;
    create table failure (server_id text primary key references server (id) on delete cascade, at text not null,
      reason text not null, message text not null) strict;
    create table definition (hash text primary key, json text not null) strict;
    create table sighting (server_id text not null references server (id) on delete cascade,
      version text not null, position integer not null, name text not null,
      hash text not null references definition (hash), how text not null, first_seen text not null,
      last_seen text not null, current integer not null,
      primary key (server_id, version, how, position, hash)) strict;
    create index sighting_current on sighting (server_id, position) where current = 1;
    create index sighting_definition on sighting (server_id, hash);
    create table verdict (server_id text not null references server (id) on delete cascade,
      hash text not null references definition (hash), classifier text not null, category text not null,
      severity text not null, json text not null, primary key (server_id, hash)) strict;
    create index verdict_category on verdict (category);
    create index verdict_severity on verdict (severity);
    pragma user_version = 2;
    insert into server values ('npm:notes', 'notes', '1.1.0', 'Keeps notes.', null, null, 'listed', '${first}', '${second}');
    insert into server values ('npm:broken', 'broken', '', null, null, null, null, '${first}', null);
    insert into failure values ('npm:broken', '${first}', 'timed-out', 'It took too long.');
    insert into server values ('npm:empty', 'empty', '1.0.0', null, null, null, 'listed', '${first}', '${first}');
  `)
  const define = database.prepare('insert into definition values (?, ?)')
  for (const tool of [readNote, deleteNote]) define.run(definitionHash(tool), canonicalJson(tool))
  const see = database.prepare("insert into sighting values ('npm:notes', ?, ?, ?, ?, 'listed', ?, ?, ?)")
  see.run('1.0.0', 0, 'delete_note', definitionHash(deleteNote), first, first, 0)
  see.run('1.1.0', 0, 'read_note', definitionHash(readNote), second, second, 1)
  see.run('1.1.0', 1, 'delete_note', definitionHash(deleteNote), second, second, 1)
  const row = verdict(readNote)
  database
    .prepare("insert into verdict values ('npm:notes', ?, 'one', 'Read', 'Low', ?)")
    .run(row.definitionHash, JSON.stringify(row))
  database.close()
  return path
}

test.each([
  ['for writing', openCatalogue],
  ['for reading', openCatalogueForReading],
])('a catalogue of an earlier version is brought forward, opened %s', (_, openIt) => {
  const path = catalogueOfVersion2()
  const catalogue = openIt(path)
  expect(catalogue.servers()).toMatchObject([
    { id: 'npm:broken', failure: { reason: 'timed-out' }, toolCount: 0, how: null },
    { id: 'npm:empty', version: '1.0.0', toolCount: 0, how: 'listed' },
    { ...server, version: '1.1.0', toolCount: 2, how: 'listed', firstSeen: first, lastSeen: second },
  ])
  expect(catalogue.tools('npm:notes')).toMatchObject([
    { position: 0, definition: readNote, firstSeen: second, verdict: verdict(readNote) },
    { position: 1, definition: deleteNote, firstSeen: first, lastSeen: second, verdict: null },
  ])
  expect(
    catalogue.listings('npm:notes').map(({ version, current, tools }) => [version, current, tools]),
  ).toEqual([
    ['1.1.0', true, 2],
    ['1.0.0', false, 1],
  ])
  expect(catalogue.changes()).toHaveLength(2)
  catalogue.close()

  const again = open(path)
  again.recordListing(listing([deleteNote], '2026-04-01T00:00:00.000Z', { ...server, version: '1.1.0' }))
  expect(names(again)).toEqual(['delete_note'])
  expect(again.changes({ kinds: ['gone-tool'] })).toHaveLength(1)
})

test('a catalogue can be copied whole into another file, and never over one', () => {
  const catalogue = open()
  catalogue.recordListing(listing([readNote]))
  const path = newPath()
  catalogue.copyTo(path)
  expect(existsSync(path)).toBe(true)
  const copy = openCatalogueForReading(path)
  expect(copy.tools(server.id)).toEqual(catalogue.tools(server.id))
  copy.close()
  expect(() => catalogue.copyTo(path)).toThrow()
})
