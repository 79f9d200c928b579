import type Database from 'better-sqlite3'

/** Raised whenever the tables change; a catalogue of another version is refused, never altered in silence. */
export const schemaVersion = 2

const tables = `
create table server (
  id text primary key, name text not null, version text not null, description text, homepage text,
  repository text, how text, first_seen text not null, last_seen text
) strict;
create table failure (
  server_id text primary key references server (id) on delete cascade,
  at text not null, reason text not null, message text not null
) strict;
create table definition (hash text primary key, json text not null) strict;
create table sighting (
  server_id text not null references server (id) on delete cascade,
  version text not null, position integer not null, name text not null,
  hash text not null references definition (hash),
  how text not null, first_seen text not null, last_seen text not null, current integer not null,
  primary key (server_id, version, how, position, hash)
) strict;
create index sighting_current on sighting (server_id, position) where current = 1;
create index sighting_definition on sighting (server_id, hash);
create table verdict (
  server_id text not null references server (id) on delete cascade,
  hash text not null references definition (hash),
  classifier text not null, category text not null, severity text not null, json text not null,
  primary key (server_id, hash)
) strict;
create index verdict_category on verdict (category);
create index verdict_severity on verdict (severity);
`

/** Creates the tables in an empty database; throws where the file holds something else. */
export function prepareSchema(database: Database.Database): void {
  const { n } = database.prepare('select count(*) as n from sqlite_schema').get() as { n: number }
  const empty = n === 0 && versionOf(database) === 0
  if (empty) database.exec(`begin; ${tables} pragma user_version = ${schemaVersion}; commit;`)
  expectSchema(database)
}

/** Throws where the database is not a catalogue of this version. */
export function expectSchema(database: Database.Database): void {
  const found = versionOf(database)
  if (found === schemaVersion) return
  throw new Error(
    `${database.name} is not a catalogue of version ${schemaVersion} (it says ${found}): move it away and start again`,
  )
}

function versionOf(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
