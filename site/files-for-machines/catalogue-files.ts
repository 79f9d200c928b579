import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import {
  openCatalogueForReading,
  type ReadonlyCatalogue,
  type ServerRow,
  toCatalogueLine,
} from '../../catalogue/index.ts'
import { digest } from '../build/digest.ts'
import { writePieces } from '../build/pieces.ts'
import { addPiece, gzipEnd, gzipPiece, gzipStart } from './gzip-pieces.ts'

export const linesFile = '/downloads/catalogue.jsonl.gz'
export const databaseFile = '/downloads/catalogue.sqlite'

export type CatalogueFilesJob = {
  cataloguePath: string
  directory: string
  /** The site of the build before, made by the same code; null where there is none. */
  before: string | null
  /** Whether the file of lines is wanted too. */
  lines: boolean
  /** The servers with tools, by id, each with the digest of the rows of its tools. */
  servers: { row: ServerRow; tools: string }[]
}
/** A digest of the bytes of the database. */
export type CatalogueFiles = { database: string }

/** Lines are packed server by server, so the largest server decides what the thread needs. In MB. */
const resourceLimits = { maxOldGenerationSizeMb: 512 }

/**
 * Writes the whole catalogue on a thread of its own: one labelled tool a line, and the catalogue itself with its
 * history. Two files, in `downloads/`.
 */
export async function writeCatalogueFiles(workerData: CatalogueFilesJob): Promise<CatalogueFiles> {
  const worker = new Worker(new URL('./catalogue-worker.ts', import.meta.url), {
    workerData,
    execArgv: [],
    resourceLimits,
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`a thread ended with code ${code}`)))
  })
}

export async function writeHere(job: CatalogueFilesJob): Promise<CatalogueFiles> {
  const database = join(job.directory, databaseFile)
  mkdirSync(dirname(database), { recursive: true })
  const catalogue = openCatalogueForReading(job.cataloguePath)
  try {
    if (job.lines) writeLines(catalogue, job)
    catalogue.publishTo(database)
  } finally {
    catalogue.close()
  }
  const hash = createHash('sha256')
  await pipeline(createReadStream(database), hash)
  return { database: hash.digest('base64url') }
}

/** The lines of each server are packed by themselves, so that only those that changed are packed again. */
function writeLines(catalogue: ReadonlyCatalogue, { directory, before, servers }: CatalogueFilesJob): void {
  const pieces = writePieces(linesFile, directory, before)
  pieces.add('start', () => gzipStart)
  let sum = { crc: 0, length: 0 }
  for (const { row, tools } of servers) {
    const piece = pieces.add(digest([row, tools]), () =>
      gzipPiece(
        catalogue
          .tools(row.id)
          .map(tool => `${toCatalogueLine(row, tool)}\n`)
          .join(''),
      ),
    )
    sum = addPiece(sum, piece)
  }
  pieces.add(`end ${sum.crc} ${sum.length}`, () => gzipEnd(sum))
  pieces.close()
}
