import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CannotList } from '../failure.ts'
import { openFileCache, openPoliteNetwork } from '../network.ts'
import { askFor } from '../sources/ask.ts'
import type { Extraction } from '../types.ts'
import { type Archive, type ArchivePlace, findArchive, type Hosts } from './find-archive.ts'

export type ArchiveOptions = {
  id: string
  version?: string
  env?: { [variable: string]: string }
  cacheDirectory: string
  hosts?: Hosts
  /** False for an address that is the user's own. */
  stranger?: boolean
  signal: AbortSignal
  now?: () => Date
}

/** Reads the source of every server in the archive at a place. Throws `CannotList` where there is no archive. */
export async function readArchivePlace(place: ArchivePlace, options: ArchiveOptions): Promise<Extraction[]> {
  const { hosts = {}, cacheDirectory, signal, env, now } = options
  const trust = Object.values(hosts)
  const cache = openFileCache(join(cacheDirectory, 'answers'))
  const asking = { network: { ...openPoliteNetwork({ trust, cache }), trouble: () => null }, signal }
  const archive = await findArchive(place, hosts, asking)
  const version = archive.version ?? options.version
  const args = place.kind === 'pypi' ? place.args : undefined
  const { extractArchive } = await import('../extract/extract-folder.ts')
  return withArchive(archive, asking, cacheDirectory, file =>
    extractArchive(file, {
      id: wholeOf(options.id),
      signal,
      ...(args === undefined ? {} : { args }),
      ...(env === undefined ? {} : { env }),
      ...(version === undefined ? {} : { version }),
      ...(now === undefined ? {} : { now }),
    }),
  )
}

/** The repository of a folder of it: what is read is the whole, and each server in it gets its folder. */
function wholeOf(id: string): string {
  return id.startsWith('github:') ? id.split('/', 2).join('/') : id
}

type Asking = Parameters<typeof askFor>[0]

/** Lends a file with the archive. One whose address may lead to something else tomorrow is not kept. */
async function withArchive<Result>(
  archive: Archive,
  asking: Asking,
  cacheDirectory: string,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(cacheDirectory, 'archives')
  const kept = join(folder, createHash('sha256').update(archive.url).digest('hex'))
  if (archive.lasting && existsSync(kept)) return use(kept)
  const file = `${kept}.${randomUUID()}`
  try {
    const bytes = await download(archive, asking)
    await mkdir(folder, { recursive: true })
    await writeFile(file, bytes)
    if (archive.lasting) await rename(file, kept)
    return await use(archive.lasting ? kept : file)
  } finally {
    await rm(file, { force: true })
  }
}

async function download({ url, sha256, lasting }: Archive, asking: Asking): Promise<Uint8Array> {
  const answer = await askFor(asking, url, lasting ? { cache: 'no-store' } : {})
  if (answer === null) throw new CannotList('not-installable', 'is not there (any more)')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const found = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== undefined && found !== sha256.toLowerCase())
    throw new CannotList('not-installable', 'is another archive than was announced: its SHA-256 differs')
  return bytes
}
