import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { Parser, type ReadEntry } from 'tar'
import { type ArchiveFiles, type Count, openCount, pathWithin } from './limits.ts'

/**
 * The files of a tarball, compressed or not, without the folder that tarballs of packages and repositories
 * begin with. Links, devices and what leads out are left out.
 */
export async function readTar(
  source: string | Uint8Array,
  keep: (path: string) => boolean,
): Promise<ArchiveFiles> {
  const files: ArchiveFiles = new Map()
  const count = openCount()
  const stream = typeof source === 'string' ? createReadStream(source) : Readable.from([source])
  await new Promise<void>((resolve, reject) => {
    const onReadEntry = (entry: ReadEntry) => {
      try {
        take(entry, files, count, keep)
      } catch (error) {
        stream.destroy()
        reject(error)
      }
    }
    const parser = new Parser({ strict: false, onReadEntry })
    parser.on('end', resolve)
    parser.on('error', reject)
    stream.on('error', reject)
    stream.pipe(parser as unknown as NodeJS.WritableStream)
  })
  return files
}

function take(entry: ReadEntry, files: ArchiveFiles, count: Count, keep: (path: string) => boolean): void {
  const path = placeOf(entry)
  const wanted = count.take(entry.size)
  if (path === null || !wanted || !keep(path)) {
    entry.resume()
    return
  }
  const chunks: Buffer[] = []
  entry.on('data', (chunk: Buffer) => chunks.push(chunk))
  entry.on('end', () => files.set(path, Buffer.concat(chunks)))
}

function placeOf({ type, path }: ReadEntry): string | null {
  if (type !== 'File' && type !== 'OldFile') return null
  const [, ...parts] = path.split('/')
  return path.startsWith('/') || parts.length === 0 ? null : pathWithin(parts.join('/'))
}
