import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileKeys } from './output.ts'
import type { ServerKeys } from './server-keys.ts'

/** What a finished site remembers of how it was made, so that the next build makes only what changed. */
export type BuildRecord = {
  /** What every page depends on: the code, the accuracy shown, the address. */
  maker: string
  servers: ServerKeys
  /** The keys of the files that belong to no server. */
  files: FileKeys
}

type Written = { maker: string; servers: [string, string][]; files: [string, string][] }

export const recordName = '.build.json'
const unfinishedName = '.build-unfinished'

/** The record of the site in a directory; null where there is none, or the last change to it was broken off. */
export async function readRecord(directory: string): Promise<BuildRecord | null> {
  const unfinished = await readFile(join(directory, unfinishedName)).catch(() => null)
  if (unfinished !== null) return null
  const text = await readFile(join(directory, recordName), 'utf8').catch(() => null)
  try {
    const { maker, servers, files } = JSON.parse(text ?? '') as Written
    return { maker, servers: new Map(servers), files: new Map(files) }
  } catch {
    return null
  }
}

export async function writeRecord(directory: string, { maker, servers, files }: BuildRecord): Promise<void> {
  // Files are done in no fixed order, and the record of the same site is to be the same.
  const inOrder = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const written: Written = { maker, servers: [...servers], files: inOrder }
  await writeFile(join(directory, recordName), `${JSON.stringify(written)}\n`)
}

/** Changes a site file by file. Until that is done it is marked, for a build that is killed leaves a mixture. */
export async function whileMarkedUnfinished(directory: string, change: () => Promise<void>): Promise<void> {
  const mark = join(directory, unfinishedName)
  await writeFile(mark, '')
  await change()
  await rm(mark)
}
