import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ruleCatalogue } from '../../classifier/index.ts'
import { policyJsonSchema } from '../../policy/index.ts'
import type { Accuracy } from '../accuracy.ts'
import type { Atlas, ServerEntry } from '../atlas.ts'
import { collectSearchIndex } from '../search/build-index.ts'
import type { ToolFacts } from '../server-facts.ts'
import { type CatalogueFilesJob, writeCatalogueFiles } from './catalogue-files.ts'
import { writeIntroductions } from './introductions.ts'
import { writeListFiles } from './list-files.ts'
import { writeRegistryFiles } from './registry-files.ts'
import type { Write } from './server-files.ts'
import { writeSitemap } from './sitemap.ts'

type Options = {
  cataloguePath: string
  directory: string
  /** The site of the build before, made by the same code. */
  before: string | null
  address: string
  accuracy: Accuracy
}

/** Writes the files that belong to no server. Notes servers while the catalogue is read, for what can be found. */
export function siteFiles({ cataloguePath, directory, before, address, accuracy }: Options) {
  let files = 0
  const write: Write = (path, content) => {
    const file = join(directory, path)
    try {
      writeFileSync(file, content)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
    files += 1
  }
  const index = collectSearchIndex()
  const noted: CatalogueFilesJob['servers'] = []
  return {
    note(server: ServerEntry, facts: readonly ToolFacts[], digest: string): void {
      index.note(server, facts)
      noted.push({ row: server.row, tools: digest })
    },
    /** Writes all but the sitemap, which has to know the pages. */
    async write(atlas: Atlas, changed: readonly ServerEntry[]): Promise<void> {
      const whole = writeCatalogueFiles({ cataloguePath, directory, before, servers: noted })
      // Awaited below; what fails in between must not leave it alone.
      whole.catch(() => {})
      index.write(atlas.servers, write)
      writeListFiles(atlas, write)
      writeRegistryFiles(atlas.servers, changed, address, write)
      writeIntroductions(atlas, address, write)
      write('/accuracy/accuracy.json', `${JSON.stringify(accuracy, null, 2)}\n`)
      write('/rules/rules.json', `${JSON.stringify(ruleCatalogue, null, 1)}\n`)
      write('/policy.schema.json', `${JSON.stringify(policyJsonSchema, null, 2)}\n`)
      await whole
      files += 2
    },
    /** `pages` are the paths of the site's own pages. Returns how many files were written in all. */
    finish(atlas: Atlas, pages: readonly string[]): number {
      writeSitemap(atlas, pages, address, write)
      return files
    },
  }
}
