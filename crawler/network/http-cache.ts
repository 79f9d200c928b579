import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'

/** An answer as it was, to be asked about again with its `etag` or its `last-modified`. */
export type StoredAnswer = { url: string; headers: [name: string, value: string][]; body: Uint8Array }

/** Where answers are kept between crawls. A key stands for what was asked and how. */
export type HttpCache = {
  get(key: string): Promise<StoredAnswer | null>
  set(key: string, answer: StoredAnswer): Promise<void>
}

/** Keeps answers in files of a folder, each complete or absent. What cannot be read counts as absent. */
export function openFileCache(folder: string): HttpCache {
  return {
    async get(key) {
      try {
        return decode(await unzip(await readFile(fileOf(folder, key))))
      } catch {
        return null
      }
    },
    async set(key, answer) {
      const file = fileOf(folder, key)
      const unfinished = `${file}.${process.pid}`
      await mkdir(dirname(file), { recursive: true })
      try {
        await writeFile(unfinished, await zip(encode(answer)))
        await rename(unfinished, file)
      } finally {
        await rm(unfinished, { force: true })
      }
    },
  }
}

/** Keeps answers as long as the process lives. */
export function openMemoryCache(): HttpCache {
  const answers = new Map<string, StoredAnswer>()
  return {
    get: async key => answers.get(key) ?? null,
    set: async (key, answer) => void answers.set(key, answer),
  }
}

const zip = promisify(gzip)
const unzip = promisify(gunzip)
const head = z.object({ url: z.string(), headers: z.array(z.tuple([z.string(), z.string()])) })

/** A key can hold an address of any length and any characters. */
function fileOf(folder: string, key: string): string {
  const digest = createHash('sha256').update(key).digest('hex')
  return join(folder, digest.slice(0, 2), `${digest.slice(2)}.gz`)
}

/** One line of JSON, then the body. */
function encode({ url, headers, body }: StoredAnswer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ url, headers })}\n`), body])
}

function decode(bytes: Buffer): StoredAnswer {
  const end = bytes.indexOf('\n')
  return { ...head.parse(JSON.parse(bytes.toString('utf8', 0, end))), body: bytes.subarray(end + 1) }
}
