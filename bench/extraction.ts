import { parseArgs } from 'node:util'
import { openCatalogueForReading, type ToolRow } from '../catalogue/index.ts'
import { extractPackage, readServerList, type ServerEntry } from '../crawler/index.ts'
import { compareTools, differences, type Row, table, totals } from './compare-tools.ts'
import { measureClones } from './extraction-clones.ts'

// Holds what is read from source against what is known: of the npm servers by what they list themselves, in a
// catalogue that a crawl made; of folders of source (--clones) by a file of definitions (--truth).

const { values } = parseArgs({
  options: {
    catalogue: { type: 'string', default: 'out/placard.sqlite' },
    packages: { type: 'string', default: 'out/packages' },
    clones: { type: 'string' },
    truth: { type: 'string' },
    only: { type: 'string', default: '' },
    offline: { type: 'boolean', default: false },
  },
})

if (values.clones !== undefined) await measureClones({ ...values, clones: values.clones })
else await measurePackages()

async function measurePackages(): Promise<void> {
  const catalogue = openCatalogueForReading(values.catalogue)
  const entries = (await readServerList()).filter(({ id }) => id.includes(values.only))
  const rows: Row[] = []
  for (const entry of entries) {
    const truth = catalogue.tools(entry.id)
    if (truth.length === 0) {
      process.stdout.write(`${entry.id} is not in ${values.catalogue}: "npm start" puts it there\n`)
      continue
    }
    rows.push(await measure(entry, truth))
  }
  catalogue.close()
  const written = rows.filter(row => !row.note.includes('compiled'))
  process.stdout.write(`${table(rows)}\n\n${totals('all servers', rows)}\n`)
  process.stdout.write(`${totals('servers written in JavaScript', written)}\n${differences(rows)}\n`)
}

async function measure(entry: ServerEntry, truth: ToolRow[]): Promise<Row> {
  const options = { entry, cacheDirectory: values.packages, offline: values.offline }
  // The first time downloads; what is measured is the second.
  await extractPackage(options)
  const start = performance.now()
  const extraction = await extractPackage(options)
  const known = truth.map(({ definition }) => ({
    ...definition,
    description: definition.description ?? '',
    inputSchema: definition.inputSchema ?? {},
  }))
  return compareTools(entry.id, extraction, known, performance.now() - start)
}
