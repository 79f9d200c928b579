import { buffer } from 'node:stream/consumers'
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl'
import { CannotList } from '../failure.ts'
import { type ArchiveFiles, openCount, pathWithin } from './limits.ts'

/** The files of a zip, such as an `.mcpb` bundle or a wheel. Links and what is encrypted are left out. */
export async function readZip(
  source: string | Uint8Array,
  keep: (path: string) => boolean,
): Promise<ArchiveFiles> {
  const files: ArchiveFiles = new Map()
  const count = openCount()
  const zip = await openZip(source)
  try {
    for await (const entry of zip.eachEntry()) {
      const path = placeOf(entry)
      if (!count.take(entry.uncompressedSize) || path === null || !keep(path)) continue
      // Its size is checked against what comes out.
      files.set(path, await buffer(await zip.openReadStreamPromise(entry)))
    }
    return files
  } catch (error) {
    if (error instanceof CannotList) throw error
    throw new CannotList('not-readable', `is an archive that cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  } finally {
    zip.close()
  }
}

async function openZip(source: string | Uint8Array): Promise<ZipFile> {
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true }
  const bytes =
    typeof source === 'string' ? null : Buffer.from(source.buffer, source.byteOffset, source.byteLength)
  try {
    return await (bytes === null ? openPromise(source as string, options) : fromBufferPromise(bytes, options))
  } catch (cause) {
    throw new CannotList('not-readable', `is no archive: ${(cause as Error).message}`, { cause })
  }
}

function placeOf(entry: Entry): string | null {
  const mode = (entry.externalFileAttributes >>> 16) & 0xf000
  const isFile = (mode === 0 || mode === 0x8000) && !entry.fileName.endsWith('/')
  return isFile && !entry.isEncrypted() ? pathWithin(entry.fileName) : null
}
