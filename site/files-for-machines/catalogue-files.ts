import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
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

export type CatalogueFilesJob = {
  cataloguePath: string
  directory: string
  /** The site of the build before, made by the same code; null where there is none. */
  before: string | null
  /** The servers with tools, by id, each with the digest of the rows of its tools. */
  servers: { row: ServerRow; tools: string }[]
}

/**
 * Writes the whole catalogue on a thread of its own: one labelled tool a line, and the catalogue itself with its
 * history. Two files, in `downloads/`.
 */
export async function writeCatalogueFiles(workerData: CatalogueFilesJob): Promise<void> {
  const worker = new Worker(new URL('./catalogue-worker.ts', import.meta.url), { workerData, execArgv: [] })
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`a thread ended with code ${code}`)),
    )
  })
}

export function writeHere(job: CatalogueFilesJob): void {
  const folder = join(job.directory, 'downloads')
  mkdirSync(folder, { recursive: true })
  const catalogue = openCatalogueForReading(job.cataloguePath)
  try {
    writeLines(catalogue, job)
    catalogue.copyTo(join(folder, 'catalogue.sqlite'))
  } finally {
    catalogue.close()
  }
}

/** The lines of each server are packed by themselves, so that only those that changed are packed again. */
function writeLines(catalogue: ReadonlyCatalogue, { directory, before, servers }: CatalogueFilesJob): void {
  const pieces = writePieces('downloads/catalogue.jsonl.gz', directory, before)
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
