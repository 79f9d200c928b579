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
  const home = [...packages.values()].find(one => one.main) ?? packageIn(files, prefix, folder)
  const reading = readPackage(packages, home, start)
  for (const { at } of reading.found) if (at !== null) at.file = prefix + at.file
  return reading
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
