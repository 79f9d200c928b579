import Database from 'better-sqlite3'
import { type Changes, readChanges } from './changes.ts'
import { type History, readHistory } from './history.ts'
import { type Identities, identify } from './identities.ts'
import { keepMemory, type Memory } from './memory.ts'
import { publishCatalogue } from './publish.ts'
import { type Queue, queueTasks } from './queue.ts'
import { type Reading, readRows } from './reading.ts'
import { type Recording, recordRows } from './recording.ts'
import { expectSchema, isOlderCatalogue, prepareSchema } from './schema.ts'

/** A catalogue opened for reading alone. Close it when done. */
export type ReadonlyCatalogue = Reading &
  History &
  Changes & {
    /** The id under which the catalogue keeps a server, for this or any other name of it. */
    canonicalId(id: string): string
    /** Writes the whole catalogue into a new file at `path`, packed. Throws where there is one. */
    copyTo(path: string): void
    /** Writes what a reader wants of it into a new file: without the crawler's own tables, with `about` and `tool`. */
    publishTo(path: string): void
    close(): void
  }
/** An open catalogue. Close it when done. */
export type Catalogue = ReadonlyCatalogue &
  Recording &
  Identities &
  Queue &
  Memory & {
    /** Does all of `work` or, where it throws, nothing of it; many small writes are much faster together. */
    together<Result>(work: () => Result): Result
  }

/**
 * Opens the catalogue at `path`, making it where it is missing, and bringing an older one forward. Throws where the
 * file is something else, or of a newer version.
 */
export function openCatalogue(path: string): Catalogue {
  const database = open(path, 'used', () => {
    const opened = new Database(path)
    return prepared(opened, () => {
      opened.pragma('journal_mode = wal')
      opened.pragma('synchronous = normal')
      prepareSchema(opened)
      opened.pragma('foreign_keys = on')
    })
  })
  const identities = identify(database)
  const recording = recordRows(database, identities.canonicalId)
  return {
    ...reading(database),
    ...recording,
    ...identities,
    ...queueTasks(database, recording),
    ...keepMemory(database),
    together: work => database.transaction(work)(),
  }
}

/** Opens an existing catalogue for reading. Throws where there is none, or the file is something else. */
export function openCatalogueForReading(path: string): ReadonlyCatalogue {
  const readOnly = () => {
    const opened = new Database(path, { readonly: true, fileMustExist: true })
    return prepared(opened, () => {
      if (!isOlderCatalogue(opened)) expectSchema(opened)
    })
  }
  let database = open(path, 'read', readOnly)
  if (isOlderCatalogue(database)) {
    database.close()
    openCatalogue(path).close()
    database = open(path, 'read', readOnly)
  }
  return { ...reading(database), canonicalId: identify(database).canonicalId }
}

function reading(database: Database.Database): Omit<ReadonlyCatalogue, 'canonicalId'> {
  return {
    ...readRows(database),
    ...readHistory(database),
    ...readChanges(database),
    copyTo: path => void database.prepare('vacuum into ?').run(path),
    publishTo: path => publishCatalogue(database, path),
    close: () => void database.close(),
  }
}

function prepared(database: Database.Database, prepare: () => void): Database.Database {
  try {
    prepare()
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function open(path: string, purpose: string, work: () => Database.Database): Database.Database {
  try {
    return work()
  } catch (cause) {
    throw new Error(`${path} cannot be ${purpose} as a catalogue: ${(cause as Error).message}`, { cause })
  }
}
