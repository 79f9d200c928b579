import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ruleCatalogue } from '../../classifier/index.ts'
import { incidents, policyJsonSchema } from '../../policy/index.ts'
import type { Accuracy } from '../accuracy.ts'
import type { Atlas, ServerEntry } from '../atlas.ts'
import { digest } from '../build/digest.ts'
import type { Output } from '../build/output.ts'
import { collectSearchIndex } from '../search/build-index.ts'
import type { ToolFacts } from '../server-facts.ts'
import { writeAttackFiles } from './attack-files.ts'
import { type CatalogueFilesJob, databaseFile, linesFile, writeCatalogueFiles } from './catalogue-files.ts'
import { writeIntroductions } from './introductions.ts'
import { writeListFiles } from './list-files.ts'
import { writeRegistryList } from './registry-files.ts'
import { writeSitemap } from './sitemap.ts'

type Options = Pick<CatalogueFilesJob, 'cataloguePath' | 'directory' | 'before'> & {
  address: string
  accuracy: Accuracy
}

/** Writes the files that belong to no server. Notes servers while the catalogue is read, for what can be found. */
export function siteFiles(output: Output, { cataloguePath, directory, before, address, accuracy }: Options) {
  const index = collectSearchIndex()
  const noted: CatalogueFilesJob['servers'] = []
  return {
    note(server: ServerEntry, facts: readonly ToolFacts[], digest: string): void {
      index.note(server, facts)
      noted.push({ row: server.row, tools: digest })
    },
    /** Writes the whole catalogue, on another thread. */
    async startDownloads(): Promise<number> {
      const lines = !output.isKept(linesFile, digest(noted))
      const { database } = await writeCatalogueFiles({
        ...{ cataloguePath, directory, before, lines },
        servers: lines ? noted : [],
      })
      const same = output.isKept(databaseFile, database)
      if (same) rmSync(join(directory, databaseFile))
      return Number(lines) + Number(!same)
    },
    /** Writes all but the sitemap. */
    write(atlas: Atlas): void {
      const { write } = output
      index.write(atlas.servers, output)
      writeListFiles(atlas, write)
      writeRegistryList(atlas.servers, address, write)
      writeIntroductions(atlas, address, write)
      write('/accuracy/accuracy.json', `${JSON.stringify(accuracy, null, 2)}\n`)
      write('/rules/rules.json', `${JSON.stringify(ruleCatalogue, null, 1)}\n`)
      writeAttackFiles(atlas, write)
      write('/incidents/incidents.json', `${JSON.stringify(incidents.toReversed(), null, 1)}\n`)
      write('/policy.schema.json', `${JSON.stringify(policyJsonSchema, null, 2)}\n`)
    },
    /** `pages` are the paths of the site's own pages. */
    writeSitemap(atlas: Atlas, pages: readonly string[]): void {
      writeSitemap(atlas, pages, address, output.write)
    },
  }
}
