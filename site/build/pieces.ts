import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** A file made of pieces, one after another, each kept for the next build under a key of what it was made from. */
export type Pieces = {
  /** Adds the piece of a key: the one that the build before made of the same, or what `make` makes now. */
  add(key: string, make: () => Uint8Array): Uint8Array
  /** Ends the file, and writes down where its pieces are. */
  close(): void
}

/**
 * Starts the file at `path` below `directory`. Pieces of the same path below `before`, the directory of an earlier
 * site, are used again; without one all are made. Either way the file has the same bytes.
 */
export function writePieces(path: string, directory: string, before: string | null): Pieces {
  const known = before === null ? null : openKnown(path, before)
  mkdirSync(dirname(join(directory, path)), { recursive: true })
  const file = openSync(join(directory, path), 'w')
  const list: [key: string, bytes: number][] = []
  return {
    add(key, make) {
      const piece = known?.read(key) ?? make()
      writeSync(file, piece)
      list.push([key, piece.length])
      return piece
    },
    close() {
      closeSync(file)
      known?.close()
      writeFileSync(join(directory, listOf(path)), `${JSON.stringify(list)}\n`)
    },
  }
}

/** Not published under a name that anybody would ask for. */
function listOf(path: string): string {
  return `.build-${basename(path)}.json`
}

function openKnown(path: string, before: string) {
  try {
    const list = JSON.parse(readFileSync(join(before, listOf(path)), 'utf8')) as [string, number][]
    const file = openSync(join(before, path), 'r')
    const places = new Map<string, { at: number; bytes: number }>()
    let end = 0
    for (const [key, bytes] of list) {
      places.set(key, { at: end, bytes })
      end += bytes
    }
    return {
      read(key: string): Uint8Array | null {
        const place = places.get(key)
        if (place === undefined) return null
        const piece = Buffer.alloc(place.bytes)
        return readSync(file, piece, 0, place.bytes, place.at) === place.bytes ? piece : null
      },
      close: () => closeSync(file),
    }
  } catch {
    // A site that was built without them, or lost them.
    return null
  }
}
