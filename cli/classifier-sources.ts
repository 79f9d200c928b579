import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What a verdict follows from besides the weights: the code that reads and decides, and the words it knows. */
const folders = ['classifier', 'classifier/model', 'classifier/reading', 'classifier/rules']
const words = /^(?:lexicon|senses|translations|taxonomy|.*-words)\.json$/

/** A digest of all sources of a verdict but the weights. Weights belong to the sources that they were learned with. */
export function classifierSources(): string {
  const files = [...folders.flatMap(folder => filesOf(folder, /\.ts$/)), ...filesOf('data', words)].sort()
  const digest = createHash('sha256')
  for (const file of files) digest.update(`${file}\n`).update(readFileSync(`${root}/${file}`))
  return digest.digest('hex').slice(0, 12)
}

function filesOf(folder: string, pattern: RegExp): string[] {
  return readdirSync(`${root}/${folder}`, { withFileTypes: true })
    .filter(entry => entry.isFile() && pattern.test(entry.name))
    .map(entry => `${folder}/${entry.name}`)
}
