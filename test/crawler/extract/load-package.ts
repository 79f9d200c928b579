import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { extract } from '../../../crawler/extract/extract-package.ts'
import { type PackageFiles, readManifest } from '../../../crawler/extract/javascript/package/package-files.ts'
import type { Extraction } from '../../../crawler/index.ts'

export const packagesFolder = join(import.meta.dirname, '../../fixtures/packages')

/** One of the fixtures as if it had come from a tarball. */
export function loadPackage(name: string): PackageFiles {
  const folder = join(packagesFolder, name)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  const files = new Map(
    entries.map(entry => {
      const path = join(entry.parentPath, entry.name)
      return [relative(folder, path), readFileSync(path)]
    }),
  )
  return packageOf(files)
}

/** A package of one file. */
export function packageOfText(text: string): PackageFiles {
  const manifest = JSON.stringify({ name: 'fixture-text', version: '1.0.0', bin: 'index.js' })
  return packageOf(
    new Map([
      ['package.json', Buffer.from(manifest)],
      ['index.js', Buffer.from(text)],
    ]),
  )
}

function packageOf(files: Map<string, Buffer>): PackageFiles {
  const manifest = readManifest(files)!
  return { name: manifest.name, version: manifest.version, manifest, files, main: true, ours: false }
}

/** What is read from one package that depends on nothing. */
export function read(
  home: PackageFiles,
  args: string[] = [],
  env: { [name: string]: string } = {},
): Extraction {
  const { name, version } = home
  const entry = { id: `npm:${name}`, package: name, version, args, env }
  return extract({ entry, cacheDirectory: '/nowhere' }, new Map([[name, home]]))
}
