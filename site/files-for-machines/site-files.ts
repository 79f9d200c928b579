import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ReadonlyCatalogue, ToolRow } from '../../catalogue/index.ts'
import { ruleCatalogue } from '../../classifier/index.ts'
import type { Accuracy } from '../accuracy.ts'
import type { Atlas, ServerEntry } from '../atlas.ts'
import type { Write } from './server-files.ts'

export type SiteFilesOptions = { directory: string; placard: string; address: string; accuracy: Accuracy }

/** The files that belong to no server. Notes servers while the catalogue is read; writes when all are known. */
export function siteFiles({ directory, accuracy }: SiteFilesOptions) {
  let files = 0
  const write: Write = (path, content) => {
    const file = join(directory, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    files += 1
  }
  return {
    note(_server: ServerEntry, _rows: readonly ToolRow[]): void {},
    /** Returns how many files that were. */
    async write(_atlas: Atlas, _catalogue: ReadonlyCatalogue, _changed: ServerEntry[]): Promise<number> {
      write('accuracy/accuracy.json', `${JSON.stringify(accuracy, null, 2)}\n`)
      write('rules/rules.json', `${JSON.stringify(ruleCatalogue, null, 1)}\n`)
      return files
    },
  }
}
