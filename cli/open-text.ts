import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'

/** A file of text, gzipped where its name says so, or standard input for `-`. */
export type Text = {
  /** What it is called, without folder and endings. */
  name: string
  /** Whether it has a document on every line, by its name. */
  isLines: boolean
  all(): Promise<string>
  lines(): AsyncIterable<string>
}

/** Throws where there is no such file. */
export function openText(path: string): Text {
  if (path !== '-' && !isFile(path)) throw new Error(`${path} is not a file.`)
  const stream = () => {
    const raw = path === '-' ? process.stdin : createReadStream(path)
    if (!path.endsWith('.gz')) return raw
    const unzipped = createGunzip()
    raw.on('error', (error: Error) => unzipped.destroy(error))
    return raw.pipe(unzipped)
  }
  return {
    name: path === '-' ? 'stdin' : basename(path).replace(/\.(?:json|jsonl|ndjson)?(?:\.gz)?$/i, ''),
    isLines: /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(path),
    all: () => text(stream()),
    lines: () => createInterface({ input: stream(), crlfDelay: Number.POSITIVE_INFINITY }),
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch (cause) {
    throw new Error(`There is no file ${path}.`, { cause })
  }
}
