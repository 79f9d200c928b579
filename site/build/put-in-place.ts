import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lastSegment } from '../paths.ts'
import { whileMarkedUnfinished } from './build-record.ts'
import type { FileKeys } from './output.ts'

/** Folders whose subfolders belong to one server each; `page` is kept for the pages of the list. */
const foldersOfServers = ['servers', 'v0.1/servers']

/** Puts a whole new site in place of the old one, which is moved to `old`. */
export async function replaceSite(fresh: string, target: string, old: string): Promise<void> {
  const replaced = await renameIfThere(target, old)
  try {
    await rename(fresh, target)
  } catch (cause) {
    if (replaced) await rename(old, target)
    throw cause
  }
}

/**
 * Puts the folders of changed servers and all files of the site itself that are in `fresh` into the site at `target`,
 * and takes away what is no more: servers that are `gone`, by path, and files that only the build before had.
 */
export async function updateSite(options: {
  fresh: string
  target: string
  old: string
  changed: { path: string }[]
  gone: string[]
  before: FileKeys
  now: FileKeys
}): Promise<void> {
  const { fresh, target, old, changed, gone, before, now } = options
  await mkdir(old, { recursive: true })
  await whileMarkedUnfinished(target, async () => {
    let moved = 0
    for (const path of [...changed.map(server => server.path), ...gone])
      for (const folder of foldersOfServers) {
        const own = join(folder, lastSegment(path))
        await renameIfThere(join(target, own), join(old, String(moved++)))
        if (await exists(join(fresh, own))) await moveTo(join(fresh, own), join(target, own))
      }
    for (const path of before.keys()) if (!now.has(path)) await rm(join(target, path), { force: true })
    for (const file of await filesOfSite(fresh)) await moveTo(join(fresh, file), join(target, file))
  })
}

/** Every file that belongs to no server. */
async function filesOfSite(directory: string, below = ''): Promise<string[]> {
  const files: string[] = []
  for (const entry of await readdir(join(directory, below), { withFileTypes: true })) {
    const path = join(below, entry.name)
    if (entry.isFile()) files.push(path)
    else if (!foldersOfServers.includes(below) || entry.name === 'page')
      files.push(...(await filesOfSite(directory, path)))
  }
  return files
}

async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false
      throw cause
    },
  )
}

async function exists(directory: string): Promise<boolean> {
  return readdir(directory).then(
    () => true,
    () => false,
  )
}
