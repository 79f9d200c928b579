import { createReadStream } from 'node:fs'
import { Parser, type ReadEntry } from 'tar'
import { CannotList } from '../../failure.ts'

/** What one package may hold: files, bytes of all that is kept, and bytes of one file. */
export const archiveLimits = { files: 100_000, bytes: 256 * 1024 * 1024, fileBytes: 16 * 1024 * 1024 }
/** Bytes that may come out of an archive in all, whatever is kept of them: more is a bomb. */
const unpackedLimit = 2 * 1024 * 1024 * 1024

/**
 * The files of an npm tarball, in memory, by their path within the package. Nothing is written: links, paths
 * that lead out, and files that are too large to be code are left out. Throws `CannotList`.
 */
export async function readArchive(path: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  const count = { entries: 0, kept: 0, unpacked: 0 }
  const source = createReadStream(path)
  await new Promise<void>((resolve, reject) => {
    const stop = (message: string) => {
      source.destroy()
      reject(new CannotList('too-large', message))
    }
    const parser = new Parser({ strict: false, onReadEntry: entry => take(entry, files, count, stop) })
    parser.on('end', resolve)
    parser.on('error', reject)
    source.on('error', reject)
    source.pipe(parser as unknown as NodeJS.WritableStream)
  })
  return files
}

type Count = { entries: number; kept: number; unpacked: number }

function take(
  entry: ReadEntry,
  files: Map<string, Buffer>,
  count: Count,
  stop: (message: string) => void,
): void {
  count.entries += 1
  count.unpacked += entry.size
  if (count.entries > archiveLimits.files) stop(`holds more than ${archiveLimits.files} files`)
  if (count.unpacked > unpackedLimit) stop(`unpacks to more than ${unpackedLimit >> 30} GiB`)
  const path = pathWithin(entry)
  if (
    path === null ||
    entry.size > archiveLimits.fileBytes ||
    count.kept + entry.size > archiveLimits.bytes
  ) {
    entry.resume()
    return
  }
  count.kept += entry.size
  const chunks: Buffer[] = []
  entry.on('data', (chunk: Buffer) => chunks.push(chunk))
  entry.on('end', () => files.set(path, Buffer.concat(chunks)))
}

/** The path without the folder that every tarball of npm begins with; null for what is no file within it. */
function pathWithin({ type, path }: ReadEntry): string | null {
  if (type !== 'File' && type !== 'OldFile') return null
  const parts = path.split('/').slice(1)
  if (path.startsWith('/') || parts.length === 0) return null
  return parts.some(part => part === '..' || part === '' || part.includes('\\')) ? null : parts.join('/')
}
