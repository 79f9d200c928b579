import { CannotList } from '../failure.ts'

/** What one archive may hold: files, bytes of all that is kept, and bytes of one file. */
export const archiveLimits = { files: 100_000, bytes: 256 * 1024 * 1024, fileBytes: 16 * 1024 * 1024 }
/** Bytes that may come out of an archive in all, whatever is kept of them: more is a bomb. */
const unpackedLimit = 2 * 1024 * 1024 * 1024

/** Files of an archive, in memory, by their path within it with `/` between its parts. */
export type ArchiveFiles = Map<string, Buffer>

/** Counts what comes out of an archive. */
export type Count = {
  /** Counts one entry of so many bytes, and says whether it is to be kept. Throws `CannotList` at the limits. */
  take(bytes: number): boolean
}

export function openCount(): Count {
  let entries = 0
  let kept = 0
  let unpacked = 0
  return {
    take(bytes) {
      entries += 1
      unpacked += bytes
      if (entries > archiveLimits.files)
        throw new CannotList('too-large', `holds more than ${archiveLimits.files} files`)
      if (unpacked > unpackedLimit)
        throw new CannotList('too-large', `unpacks to more than ${unpackedLimit >> 30} GiB`)
      if (bytes > archiveLimits.fileBytes || kept + bytes > archiveLimits.bytes) return false
      kept += bytes
      return true
    },
  }
}

/** A path that stays within; null for one that leads out, and for one that some systems would read otherwise. */
export function pathWithin(path: string): string | null {
  const parts = path.split('/')
  const strange = parts.some(part => part === '..' || part === '.' || part === '' || /[\\\0]/.test(part))
  return strange || /^[A-Za-z]:/.test(path) ? null : path
}
