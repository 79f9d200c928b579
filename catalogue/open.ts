import Database from 'better-sqlite3'
import { type Reading, readRows } from './reading.ts'
import { type Recording, recordRows } from './recording.ts'
import { expectSchema, prepareSchema } from './schema.ts'

/** An open catalogue. Close it when done. */
export type Catalogue = Reading & Recording & { close(): void }
/** A catalogue opened for reading alone. */
export type ReadonlyCatalogue = Reading & { close(): void }

/** Opens the catalogue at `path`, making it where it is missing. Throws where the file is something else. */
export function openCatalogue(path: string): Catalogue {
  const database = new Database(path)
  try {
    database.pragma('journal_mode = wal')
    database.pragma('synchronous = normal')
    database.pragma('foreign_keys = on')
    prepareSchema(database)
  } catch (cause) {
    database.close()
    throw new Error(`${path} cannot be used as a catalogue: ${(cause as Error).message}`, { cause })
  }
  return { ...readRows(database), ...recordRows(database), close: () => database.close() }
}

/** Opens an existing catalogue for reading. Throws where there is none, or the file is something else. */
export function openCatalogueForReading(path: string): ReadonlyCatalogue {
  const database = new Database(path, { readonly: true, fileMustExist: true })
  try {
    expectSchema(database)
  } catch (cause) {
    database.close()
    throw new Error(`${path} cannot be read as a catalogue: ${(cause as Error).message}`, { cause })
  }
  return { ...readRows(database), close: () => database.close() }
}
