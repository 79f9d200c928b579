import { closeSync, fdatasync, fdatasyncSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'

/** A line could not be written down: nothing may be forwarded that needs it. */
export class AuditFailure extends Error {}

/** A file that only grows, by whole lines. */
export type AppendFile = {
  size: () => number
  /** Writes so many bytes, all of them or none. Throws an `AuditFailure` where the system does not take them. */
  append: (bytes: Uint8Array, length?: number) => void
  /** Tells the disk to keep what was written, without waiting for it. */
  flush: () => void
  /** Waits for the disk. */
  close: () => void
}

/** Opens a file to append to, and makes it for its owner only where there is none. */
export function appendFile(path: string): AppendFile {
  const file = open(path)
  let size = fstatSync(file).size
  let dirty = false
  let unsure = false
  let broken: unknown = null
  return {
    size: () => size,
    append: (bytes, length = bytes.length) => {
      if (broken !== null) throw failure(broken)
      try {
        // What an earlier failure left behind.
        if (unsure) ftruncateSync(file, size)
        unsure = true
        if (writeSync(file, bytes, 0, length) !== length)
          throw new Error('the disk took a part of a line only')
      } catch (error) {
        takeBack(file, size)
        throw failure(error)
      }
      unsure = false
      size += length
      dirty = true
    },
    flush: () => {
      // A file that somebody has removed takes lines all the same, and nobody will read them.
      if (fstatSync(file).nlink === 0) broken = new Error('the file is gone')
      if (!dirty) return
      dirty = false
      fdatasync(file, error => {
        // EBADF: the file was closed meanwhile, which waits for the disk itself.
        if (error !== null && error.code !== 'EBADF') broken = error
      })
    },
    close: () => {
      try {
        fdatasyncSync(file)
      } catch (error) {
        throw failure(error)
      } finally {
        closeSync(file)
      }
    },
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'a', 0o600)
  } catch (error) {
    throw failure(error)
  }
}

function takeBack(file: number, size: number): void {
  try {
    ftruncateSync(file, size)
  } catch {}
}

function failure(cause: unknown): AuditFailure {
  return new AuditFailure('The audit log cannot be written.', { cause })
}
