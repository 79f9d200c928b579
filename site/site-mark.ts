import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Write } from './build/output.ts'

/** A file that says that a directory is a site of ours, so that no other directory is ever replaced by one. */
const name = 'site.json'

export function writeSiteMark(write: Write, facts: object): void {
  write(`/${name}`, `${JSON.stringify({ site: 'placard', ...facts }, null, 1)}\n`)
}

/** Throws where the directory holds something that is no site of ours. */
export async function checkSiteMark(directory: string): Promise<void> {
  const held = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new Error(`${directory} cannot take the site: ${cause.message}`, { cause })
  })
  if (held.length === 0 || (await isMark(join(directory, name)))) return
  throw new Error(
    `${directory} holds something else than a site of Placard: choose an empty or a new directory`,
  )
}

async function isMark(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^\{\s*"site": "placard"/.test(text)
}
