import type Database from 'better-sqlite3'

/** What the crawler keeps for itself: what it found, what it has to do, what its sources remember. */
const crawlerTables = `create table found (
    source text not null, id text not null, entry text not null, job integer not null, primary key (source, id)
  ) strict, without rowid;
  create table job (
    id integer primary key, started text not null, ended text, owner text not null, beat integer not null
  ) strict;
  create table task (
    id text primary key, server_id text not null, version text not null, mark text not null, entry text not null,
    due text, tries integer not null default 0, job integer, outcome text, tools integer not null default 0,
    reason text, message text, problems text
  ) strict;
  create index task_due on task (due) where due is not null;
  create index task_job on task (job);
  create table memory (
    owner text not null, key text not null, value text not null, primary key (owner, key)
  ) strict, without rowid;`

/**
 * The tables, as the steps that lead to them: the step at index n makes version n + 2 out of the version before.
 * An empty file takes all of them. A step is never changed once it was released; a change of the tables is a new
 * one at the end. (There was no version 1 outside development.)
 */
const steps = [
  `create table server (
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
  create index verdict_severity on verdict (severity);`,

  // Several ways of seeing one version are kept beside each other, and what changed is told.
  `create table listing (
    id integer primary key, server_id text not null references server (id) on delete cascade,
    version text not null, how text not null, first_seen text not null, last_seen text not null,
    unproven integer not null default 0, current integer not null, unique (server_id, version, how)
  ) strict;
  create unique index listing_current on listing (server_id) where current = 1;
  insert into listing (server_id, version, how, first_seen, last_seen, current)
    select server_id, version, how, min(first_seen), max(last_seen), max(current)
    from sighting group by server_id, version, how;
  insert or ignore into listing (server_id, version, how, first_seen, last_seen, current)
    select id, version, how, first_seen, last_seen, 1 from server
    where how is not null and not exists (select 1 from listing where server_id = server.id and current = 1);

  alter table sighting rename to sighting_before;
  create table sighting (
    listing_id integer not null references listing (id) on delete cascade,
    position integer not null, hash text not null references definition (hash), name text not null, place text,
    first_seen text not null, last_seen text not null, current integer not null,
    primary key (listing_id, position, hash)
  ) strict, without rowid;
  insert into sighting (listing_id, position, hash, name, first_seen, last_seen, current)
    select l.id, b.position, b.hash, b.name, b.first_seen, b.last_seen,
      iif(l.current, b.current, b.last_seen = l.last_seen)
    from sighting_before b join listing l
      on l.server_id = b.server_id and l.version = b.version and l.how = b.how;
  drop table sighting_before;
  create index sighting_definition on sighting (hash, listing_id);

  create table change (
    id integer primary key, at text not null, kind text not null,
    server_id text not null references server (id) on delete cascade, tool text,
    before_hash text, after_hash text, before_label text, after_label text
  ) strict;
  create index change_at on change (at);
  create index change_tool on change (server_id, tool, kind);
  insert into change (at, kind, server_id)
    select first_seen, 'new-server', id from server where last_seen is not null order by first_seen, id;

  create table alias (id text primary key, server_id text not null) strict, without rowid;
  create index alias_server on alias (server_id);

  alter table server add column status text;
  alter table server add column status_message text;

  ${crawlerTables}`,
]

/** The version of the tables that this program reads and writes. */
export const schemaVersion = steps.length + 1
const firstVersion = 2

/** Creates the tables in an empty database, brings older ones forward; throws where the file holds something else. */
export function prepareSchema(database: Database.Database): void {
  const { n } = database.prepare('select count(*) as n from sqlite_schema').get() as { n: number }
  const found = versionOf(database)
  const empty = n === 0 && found === 0
  if (empty || isOlder(found)) {
    database.pragma('foreign_keys = off')
    database
      .transaction(() => {
        for (const step of steps.slice(empty ? 0 : found - firstVersion + 1)) database.exec(step)
        database.pragma(`user_version = ${schemaVersion}`)
      })
      .exclusive()
  }
  expectSchema(database)
  if (isPublished(database)) database.transaction(() => database.exec(crawlerTables)).exclusive()
}

/** Whether the file is a published one, which has none of the crawler's tables: whoever crawls on from it needs them. */
function isPublished(database: Database.Database): boolean {
  return (
    database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'task'").get() === undefined
  )
}

/** Throws where the database is not a catalogue of this version. */
export function expectSchema(database: Database.Database): void {
  const found = versionOf(database)
  if (found === schemaVersion) return
  throw new Error(
    found > schemaVersion
      ? `it is a catalogue of version ${found}, and this Placard knows ${schemaVersion}: use a newer one`
      : `it is not a catalogue (version ${found}): move it away and start again`,
  )
}

/** Whether the database is a catalogue that can be brought forward. */
export function isOlderCatalogue(database: Database.Database): boolean {
  return isOlder(versionOf(database))
}

function isOlder(version: number): boolean {
  return version >= firstVersion && version < schemaVersion
}

function versionOf(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}
