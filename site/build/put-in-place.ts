import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { whileMarkedUnfinished } from './build-record.ts'

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
 * Puts the folders of changed servers and all files of the site itself from `fresh` into the site at `target`, and
 * takes away what is no more. `changed` and `gone` are paths of servers. Files with the same bytes are left alone.
 */
export async function updateSite(options: {
  fresh: string
  target: string
  old: string
  changed: string[]
  gone: string[]
}): Promise<void> {
  const { fresh, target, old, changed, gone } = options
  await mkdir(old, { recursive: true })
  await whileMarkedUnfinished(target, async () => {
    let moved = 0
    for (const path of [...changed, ...gone])
      for (const folder of foldersOfServers) {
        const own = join(folder, segmentOf(path))
        await renameIfThere(join(target, own), join(old, String(moved++)))
        if (await exists(join(fresh, own))) await moveTo(join(fresh, own), join(target, own))
      }
    const wanted = new Set(await filesOfSite(fresh))
    for (const file of await filesOfSite(target))
      if (!wanted.has(file) && !file.startsWith('.build-')) await rm(join(target, file))
    for (const file of wanted)
      if (!(await sameBytes(join(fresh, file), join(target, file))))
        await moveTo(join(fresh, file), join(target, file))
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

function segmentOf(serverPath: string): string {
  return serverPath.slice('/servers/'.length, -1)
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

async function sameBytes(a: string, b: string): Promise<boolean> {
  const there = await readFile(b).catch(() => null)
  return there?.equals(await readFile(a)) ?? false
}
