import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Worker } from 'node:worker_threads'
import { createGzip } from 'node:zlib'
import { openCatalogueForReading, type ReadonlyCatalogue, toCatalogueLine } from '../../catalogue/index.ts'

/** Text that goes through a stream at once: a stream costs as much for a line as for a megabyte. */
const batchLength = 1_000_000

/**
 * Writes the whole catalogue on a thread of its own: one labelled tool a line, and the catalogue itself with its
 * history. Two files, in `downloads/`.
 */
export async function writeCatalogueFiles(cataloguePath: string, directory: string): Promise<void> {
  const workerData: CatalogueFilesJob = { cataloguePath, directory }
  const worker = new Worker(new URL('./catalogue-worker.ts', import.meta.url), { workerData, execArgv: [] })
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', code =>
      code === 0 ? resolve() : reject(new Error(`a thread ended with code ${code}`)),
    )
  })
}

export type CatalogueFilesJob = { cataloguePath: string; directory: string }

export async function writeHere({ cataloguePath, directory }: CatalogueFilesJob): Promise<void> {
  const folder = join(directory, 'downloads')
  mkdirSync(folder, { recursive: true })
  const catalogue = openCatalogueForReading(cataloguePath)
  try {
    await pipeline(
      Readable.from(linesOf(catalogue)),
      createGzip({ level: 5 }),
      createWriteStream(join(folder, 'catalogue.jsonl.gz')),
    )
    catalogue.copyTo(join(folder, 'catalogue.sqlite'))
  } finally {
    catalogue.close()
  }
}

function* linesOf(catalogue: ReadonlyCatalogue): Generator<string> {
  let batch = ''
  for (const server of catalogue.servers())
    for (const tool of catalogue.tools(server.id)) {
      batch += `${toCatalogueLine(server, tool)}\n`
      if (batch.length < batchLength) continue
      yield batch
      batch = ''
    }
  if (batch !== '') yield batch
}
