import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type ReadonlyCatalogue, toCatalogueLine } from '../../catalogue/index.ts'

/** Text that goes through a stream at once: a stream costs as much for a line as for a megabyte. */
const batchLength = 1_000_000

/** Writes the whole catalogue: one labelled tool a line, and the catalogue itself with its history. Two files. */
export async function writeCatalogueFiles(catalogue: ReadonlyCatalogue, directory: string): Promise<number> {
  await pipeline(
    Readable.from(linesOf(catalogue)),
    createGzip({ level: 5 }),
    createWriteStream(join(directory, 'catalogue.jsonl.gz')),
  )
  catalogue.copyTo(join(directory, 'catalogue.sqlite'))
  return 2
}

async function* linesOf(catalogue: ReadonlyCatalogue): AsyncGenerator<string> {
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
