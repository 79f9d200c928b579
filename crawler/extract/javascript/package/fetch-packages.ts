import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { readArchive } from '../../../archive/read-archive.ts'
import { CannotList } from '../../../failure.ts'
import { runNpmPack } from '../../../pack-package.ts'
import { isPackageName } from '../../../server-list.ts'
import { isFamily } from './family.ts'
import { type PackageFiles, readManifest } from './package-files.ts'

export type Fetch = {
  package: string
  version: string
  cacheDirectory: string
  signal: AbortSignal
  offline?: boolean
}

/** Packages that are read for one server. */
const packageLimit = 40

/**
 * A package and those of its family that it depends on, from their tarballs; nothing is installed and
 * nothing runs. Tarballs are kept in the cache, and so is which versions belong together. Throws `CannotList`.
 */
export async function fetchPackages(fetch: Fetch): Promise<Map<string, PackageFiles>> {
  const folder = resolve(
    fetch.cacheDirectory,
    'tarballs',
    `${fetch.package.replace('/', '+')}@${fetch.version}`,
  )
  if (!existsSync(folder)) {
    if (fetch.offline) throw new CannotList('offline', 'is not downloaded yet')
    await fill(fetch, folder)
  }
  const list = index.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')))
  const packages = new Map<string, PackageFiles>()
  for (const [name, file] of list) {
    const files = await readArchive(join(folder, file))
    const manifest = readManifest(files)
    if (manifest === null && name === fetch.package)
      throw new CannotList('not-installable', 'has a package.json that cannot be read')
    if (manifest === null) continue
    const main = name === fetch.package
    packages.set(name, { name, version: manifest.version, manifest, files, main, ours: false })
  }
  return packages
}

/** Names of packages, and the files of their tarballs beside it. */
const index = z.array(z.tuple([z.string(), z.string().regex(/^\d+\.tgz$/)]))

/** Downloads into a folder that gets its name last, so that one under its name is complete. */
async function fill(fetch: Fetch, folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished-${process.pid}`
  await mkdir(unfinished, { recursive: true })
  try {
    const list: [string, string][] = []
    let wanted = [`${fetch.package}@${fetch.version}`]
    while (wanted.length > 0 && list.length < packageLimit) {
      const added = await download(fetch, unfinished, wanted, list)
      wanted = await familyOf(fetch, unfinished, added, list)
    }
    await writeFile(join(unfinished, 'index.json'), JSON.stringify(list))
    await rename(unfinished, folder).catch(error => {
      // Somebody else was faster.
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function download(
  fetch: Fetch,
  folder: string,
  wanted: string[],
  list: [string, string][],
): Promise<string[]> {
  const names = wanted.map(spec => spec.slice(0, spec.lastIndexOf('@')))
  const files: string[] = []
  for (const [position, spec] of wanted.entries()) {
    const target = join(folder, `parts-${list.length}`)
    await mkdir(target)
    const done = await runNpmPack(target, spec, fetch.signal).then(
      () => true,
      error => {
        // What it depends on may be gone; the package itself may not.
        if (list.length === 0) throw error
        return false
      },
    )
    const [tarball] = done ? await readdir(target) : []
    const file = `${list.length}.tgz`
    if (tarball !== undefined) {
      await rename(join(target, tarball), join(folder, file))
      list.push([names[position]!, file])
      files.push(file)
    }
    await rm(target, { recursive: true, force: true })
    if (list.length >= packageLimit) break
  }
  return files
}

/** What the packages just downloaded depend on, as far as it is of the family and not there yet. */
async function familyOf(
  fetch: Fetch,
  folder: string,
  files: string[],
  list: [string, string][],
): Promise<string[]> {
  const known = new Set(list.map(([name]) => name))
  const wanted = new Map<string, string>()
  for (const file of files) {
    const manifest = readManifest(await readArchive(join(folder, file)))
    for (const [name, range] of Object.entries({
      ...manifest?.dependencies,
      ...manifest?.optionalDependencies,
    })) {
      if (known.has(name) || !isFamily(fetch.package, name)) continue
      if (isPackageName(name) && isRange(range)) wanted.set(name, range)
    }
  }
  return [...wanted].map(([name, range]) => `${name}@${range}`)
}

/** Versions alone: not an address, a path, a tag of another package or an option. */
function isRange(text: string): boolean {
  return text.length <= 100 && /^[\d^~<>=*|.x\sA-Za-z+-]+$/.test(text) && !/^[\s-]|[/:@]/.test(text)
}
