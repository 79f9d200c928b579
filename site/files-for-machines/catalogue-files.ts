import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { openCatalogueForReading, type ReadonlyCatalogue, toCatalogueLine } from '../../catalogue/index.ts'
import { writePieces } from '../build/pieces.ts'

/** `before` is the site of the build before, made by the same code; null where there is none. */
export type CatalogueFilesJob = { cataloguePath: string; directory: string; before: string | null }

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

export function writeHere({ cataloguePath, directory, before }: CatalogueFilesJob): void {
  const folder = join(directory, 'downloads')
  mkdirSync(folder, { recursive: true })
  const catalogue = openCatalogueForReading(cataloguePath)
  try {
    writeLines(catalogue, directory, before)
    catalogue.copyTo(join(folder, 'catalogue.sqlite'))
  } finally {
    catalogue.close()
  }
}

/** The lines of each server are a gzip member of their own, so that only those that changed are packed again. */
function writeLines(catalogue: ReadonlyCatalogue, directory: string, before: string | null): void {
  const serverById = new Map(catalogue.servers().map(row => [row.id, row]))
  const pieces = writePieces('downloads/catalogue.jsonl.gz', directory, before)
  for (const { serverId, digest, parse } of catalogue.everyServersTools()) {
    const server = serverById.get(serverId)
    if (server === undefined) continue
    const key = createHash('sha256')
      .update(JSON.stringify([server, digest]))
      .digest('base64url')
    pieces.add(key, () =>
      gzipSync(
        parse()
          .map(tool => `${toCatalogueLine(server, tool)}\n`)
          .join(''),
      ),
    )
  }
  pieces.close()
}
