import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { type Catalogue, toCatalogueLine } from '../../catalogue/index.ts'

/**
 * Writes the catalogue: by the file's name as JSON Lines with one tool each (`.jsonl`, or `.jsonl.gz`), or as a copy
 * of the whole with all its history (`.sqlite`). The same catalogue gives the same bytes. Returns how many tools.
 */
export async function exportCatalogue(
  catalogue: Catalogue,
  path: string,
  standardOutput: Writable,
): Promise<number> {
  const { tools } = catalogue.totals()
  if (path === '-') await pipeline(Readable.from(linesOf(catalogue)), standardOutput, { end: false })
  else if (path.endsWith('.sqlite')) await replace(path, file => Promise.resolve(catalogue.copyTo(file)))
  else if (/\.jsonl(?:\.gz)?$/.test(path)) await replace(path, file => writeLines(catalogue, file, path))
  else throw new Error(`${path}: name a file that ends in .jsonl, .jsonl.gz or .sqlite, or "-".`)
  return tools
}

async function writeLines(catalogue: Catalogue, file: string, path: string): Promise<void> {
  const lines = Readable.from(linesOf(catalogue))
  const target = createWriteStream(file)
  if (path.endsWith('.gz')) await pipeline(lines, createGzip({ level: 9 }), target)
  else await pipeline(lines, target)
}

/** Whole batches, since a stream costs as much for a line as for a hundred. */
function* linesOf(catalogue: Catalogue): Generator<string> {
  const servers = new Map(catalogue.servers().map(server => [server.id, server]))
  let batch = ''
  for (const tool of catalogue.everyTool()) {
    batch += `${toCatalogueLine(servers.get(tool.serverId)!, tool)}\n`
    if (batch.length < 1_000_000) continue
    yield batch
    batch = ''
  }
  if (batch !== '') yield batch
}

/** Writes beside the file first, so that what stands under its name is whole. */
async function replace(path: string, write: (file: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.unfinished-${process.pid}`
  if (existsSync(unfinished)) await rm(unfinished)
  try {
    await write(unfinished)
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}
