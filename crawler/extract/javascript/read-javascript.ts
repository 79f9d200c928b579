import type { ReadLanguage } from '../read-project.ts'
import { type PackageFiles, readManifest } from './package/package-files.ts'
import { readPackage } from './read-package.ts'

/** Reads the package in a folder of source; packages beside it may be imported by it. */
export const readJavascript: ReadLanguage = async (files, folder, start) => {
  const packages = new Map<string, PackageFiles>()
  for (const path of files.keys()) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue
    const one = packageIn(files, path.slice(0, -'package.json'.length), folder)
    if (one.name !== '') packages.set(one.name, one)
  }
  const prefix = folder === '' ? '' : `${folder}/`
  if (!speaksOfMcp(files, folder)) return { found: [], nameless: 0, unproven: 0, exhausted: false }
  const home = [...packages.values()].find(one => one.main) ?? packageIn(files, prefix, folder)
  const reading = readPackage(packages, home, start)
  for (const { at } of reading.found) if (at !== null) at.file = prefix + at.file
  return reading
}

/** Whether a folder's code has to do with servers at all: a monorepo has many packages that have not. */
function speaksOfMcp(files: Map<string, Buffer>, folder: string): boolean {
  const prefix = folder === '' ? '' : `${folder}/`
  return [...files].some(
    ([path, data]) =>
      path.startsWith(prefix) &&
      /\.[cm]?[jt]sx?$|package\.json$/.test(path) &&
      /mcp/i.test(data.toString('latin1')),
  )
}

function packageIn(files: Map<string, Buffer>, prefix: string, folder: string): PackageFiles {
  const own = new Map(
    [...files].flatMap(([path, data]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), data] as const] : [],
    ),
  )
  const manifest = readManifest(own) ?? { name: '', version: '' }
  const main = prefix === (folder === '' ? '' : `${folder}/`)
  return { name: manifest.name, version: manifest.version, manifest, files: own, main, ours: false }
}
