import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'

/** The tables that a reader wants, each column with what it means. What the crawler keeps for itself is not among them. */
const published = {
  server: {
    id: 'canonical id, such as npm:@scope/name',
    name: 'what it calls itself',
    version: 'the version seen last; empty where it tells none',
    description: 'what it or its registry says of it',
    homepage: 'where it says it is described',
    repository: 'where it says its source is',
    how: 'how the tools that count were seen: listed by the server, extracted from its source, or published in a catalogue',
    first_seen: 'when it was first seen, ISO 8601 in UTC, as all times',
    last_seen: 'when its tools were last seen; null where they never were',
    status: 'deprecated or deleted, where a registry says so',
    status_message: 'what the registry says of that',
  },
  failure: {
    server_id: 'the server whose last try failed',
    at: 'when',
    reason: 'the kind of failure, one word',
    message: 'what was said',
  },
  definition: {
    hash: 'SHA-256 of the canonical JSON (RFC 8785)',
    json: 'the definition of a tool as it was listed; words of strangers',
  },
  listing: {
    id: 'number of the listing',
    server_id: 'whose it is',
    version: 'of which version of the server',
    how: 'as in server',
    first_seen: 'when it was first seen',
    last_seen: 'when it was last seen',
    unproven: 'how many names its source may hold besides, not proven to be tools',
    current: '1 for the one listing of a server that counts',
  },
  sighting: {
    listing_id: 'the listing that it is on',
    position: 'its place there, from 0',
    hash: 'its definition',
    name: 'the name of the tool',
    place: 'the file and line it was read from, where known',
    first_seen: 'when it was first seen there',
    last_seen: 'when it was last seen there',
    current: '1 where the listing still has it',
  },
  verdict: {
    server_id: 'the server, for a label may depend on what stands beside a tool',
    hash: 'the definition that was judged',
    classifier: 'the version of the classifier',
    category: 'Read, Write, Execute, Destructive, Financial or Ungraded; Ungraded never means safe',
    severity: 'Low, Medium, High or Critical',
    json: 'the whole verdict: confidence, capabilities, modes, evidence, findings',
  },
  change: {
    id: 'number of the change',
    at: 'when it was seen',
    kind: 'new-server, new-tool, gone-tool, changed-definition or changed-label',
    server_id: 'whose',
    tool: 'the name of the tool; null for a new server',
    before_hash: 'its definition before',
    after_hash: 'its definition after',
    before_label: 'its label before, as JSON',
    after_label: 'its label after, as JSON',
  },
  alias: { id: 'another id of a server', server_id: 'its canonical id' },
} satisfies { [table: string]: { [column: string]: string } }

const toolColumns = {
  server_id: 'the server',
  position: 'its place among the tools of the server, from 0',
  name: 'what it is called',
  hash: 'its definition',
  category: 'its label; null where it has none yet',
  severity: 'as category',
  version: 'the version of the server',
  how: 'as in server',
  last_seen: 'when it was last seen',
}

/** The tools that servers have now, with their labels: what most questions are about. */
const toolView = `create view tool as
  select l.server_id, g.position, g.name, g.hash, v.category, v.severity, l.version, l.how, g.last_seen
  from listing l join sighting g on g.listing_id = l.id
    left join verdict v on v.server_id = l.server_id and v.hash = g.hash
  where l.current = 1 and g.current = 1`

/**
 * Writes what a reader wants of a catalogue into a new file at `path`, packed, with a table `about` that says what the
 * columns mean and a view `tool`. The same rows give the same bytes. Throws where there is a file already.
 */
export function publishCatalogue(catalogue: Database.Database, path: string): void {
  if (existsSync(path)) throw new Error(`${path} is there already: nothing is written over it`)
  const file = new Database(path)
  try {
    // A file that is new needs no way back.
    file.pragma('journal_mode = off')
    file.pragma('foreign_keys = off')
    file.prepare('attach ? as source').run(catalogue.name)
    file.transaction(() => {
      for (const table of Object.keys(published)) copyTable(file, table)
      describe(file)
    })()
    const version = Number(file.pragma('source.user_version', { simple: true }))
    file.exec('detach source')
    file.pragma(`user_version = ${version}`)
  } finally {
    file.close()
  }
}

/** Tables alike are copied page by page, with their indexes in order: nothing has to be packed afterwards. */
function copyTable(file: Database.Database, table: string): void {
  const parts = file
    .prepare<[string], string>(
      `select sql from source.sqlite_schema where tbl_name = ? and sql is not null order by type = 'index', name`,
    )
    .pluck()
    .all(table)
  for (const part of parts) file.exec(part)
  file.exec(`insert into main."${table}" select * from source."${table}"`)
}

function describe(file: Database.Database): void {
  file.exec(`${toolView};
    create table about (
      "table" text not null, "column" text not null, meaning text not null, primary key ("table", "column")
    ) strict, without rowid`)
  const insert = file.prepare('insert into about values (?, ?, ?)')
  for (const [table, columns] of Object.entries({ ...published, tool: toolColumns }))
    for (const [column, meaning] of Object.entries(columns)) insert.run(table, column, meaning)
}
