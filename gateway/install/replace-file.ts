import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'

/**
 * Puts new bytes in the place of a file's, whole or not at all. A link stays a link: the file behind it changes.
 * Its rights stay as they are.
 */
export function replaceFile(path: string, bytes: Buffer): void {
  const real = realpathSync(path)
  const beside = `${real}.${randomBytes(6).toString('hex')}.tmp`
  const { mode } = statSync(real)
  const file = openSync(beside, 'wx', 0o600)
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    chmodSync(beside, mode & 0o777)
    renameSync(beside, real)
  } catch (error) {
    rmSync(beside)
    throw error
  }
}
