import { open } from 'node:fs/promises'
import type { ArchiveFiles } from './limits.ts'
import { readTar } from './read-tar.ts'
import { readZip } from './read-zip.ts'

/**
 * The files of an archive (a file's path, or its bytes), in memory. Nothing is written: links, paths that lead
 * out, and files that are too large to be code are left out. `keep` chooses among them. Throws `CannotList`.
 */
export async function readArchive(
  source: string | Uint8Array,
  keep: (path: string) => boolean = () => true,
): Promise<ArchiveFiles> {
  const [first, second] = typeof source === 'string' ? await readStart(source) : source
  // Zips begin with the letters PK.
  return first === 0x50 && second === 0x4b ? readZip(source, keep) : readTar(source, keep)
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const start = new Uint8Array(2)
    await file.read(start, 0, 2, 0)
    return start
  } finally {
    await file.close()
  }
}
