import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** All that has a say in what a page looks like. */
const folders = ['site', 'classifier', 'policy', 'catalogue', 'data']
const files = ['package.json', 'package-lock.json']
const ofOthers = /(?:^|\/)(?:node_modules|\.astro|dist|training|labels)(?:\/|$)/

/** A digest of the code and data that the site is made by: where it differs, every page may. */
export function sourceDigest(): string {
  const hash = createHash('sha256')
  for (const file of [...folders.flatMap(filesBelow), ...files]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return hash.digest('base64url')
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .map(entry => ({ entry, path: `${folder}/${entry.name}` }))
    .filter(({ path }) => !ofOthers.test(path))
    .flatMap(({ entry, path }) => (entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []))
    .sort()
}
