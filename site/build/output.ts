import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf } from './digest.ts'

/** Puts a file at a path of the site. */
export type Write = (path: string, content: string | Uint8Array) => void

/** By the path of a file that belongs to no server: a digest of its bytes, or of all that they are made from. */
export type FileKeys = ReadonlyMap<string, string>

/** The files of the site itself. Those that the build before has with the same key are not written again. */
export type Output = {
  write: Write
  /** Makes the file only where its key is another than before. */
  make(path: string, key: string, content: () => string | Uint8Array): void
  /** Notes a file that is made elsewhere; true where it need not be. */
  isKept(path: string, key: string): boolean
  keys: FileKeys
  /** How many files were written. */
  written(): number
}

/** `before` has the keys of the site that is there already and that `directory` will be put over. */
export function openOutput(directory: string, before: FileKeys | null): Output {
  const keys = new Map<string, string>()
  const { write, written } = writeBelow(directory)
  const isKept = (path: string, key: string) => {
    keys.set(path, key)
    return before?.get(path) === key
  }
  return {
    write(path, content) {
      if (!isKept(path, digestOf(content))) write(path, content)
    },
    make(path, key, content) {
      if (!isKept(path, key)) write(path, content())
    },
    isKept,
    keys,
    written,
  }
}

/** Writes files below a directory, and makes folders for them: mostly there are some already. */
export function writeBelow(directory: string): { write: Write; written(): number } {
  let files = 0
  return {
    write(path, content) {
      const file = join(directory, path)
      try {
        writeFileSync(file, content)
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
      files += 1
    },
    written: () => files,
  }
}
