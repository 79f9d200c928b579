import { parseArgs } from 'node:util'
import { openCatalogueForReading, type ToolRow } from '../catalogue/index.ts'
import { type Extraction, extractPackage, readServerList, type ServerEntry } from '../crawler/index.ts'

// Holds what is read from source against what the servers themselves list: by name, then by description and
// by the names of parameters. The truth is a catalogue that a crawl made.

const { values } = parseArgs({
  options: {
    catalogue: { type: 'string', default: 'out/placard.sqlite' },
    packages: { type: 'string', default: 'out/packages' },
    only: { type: 'string', default: '' },
    offline: { type: 'boolean', default: false },
  },
})

type Row = {
  id: string
  listed: number
  found: number
  right: number
  descriptions: number
  parameters: number
  unproven: number
  milliseconds: number
  missing: string[]
  extra: string[]
  note: string
}

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
process.stdout.write(`${table(rows)}\n\n${totals('all servers', rows)}\n`)
process.stdout.write(
  `${totals(
    'servers written in JavaScript',
    rows.filter(row => !row.note.includes('compiled')),
  )}\n`,
)
for (const { id, missing, extra, note } of rows) {
  if (note !== '') process.stdout.write(`${note}\n`)
  if (missing.length > 0) process.stdout.write(`${id} misses ${some(missing)}\n`)
  if (extra.length > 0) process.stdout.write(`${id} has beside ${some(extra)}\n`)
}

async function measure(entry: ServerEntry, truth: ToolRow[]): Promise<Row> {
  const options = { entry, cacheDirectory: values.packages, offline: values.offline }
  // The first time downloads; what is measured is the second.
  const first = await extractPackage(options)
  const start = performance.now()
  const extraction =
    first.ok || ['not-readable', 'compiled'].includes(first.failure.reason)
      ? await extractPackage(options)
      : first
  return { ...compare(extraction, truth), id: entry.id, milliseconds: performance.now() - start }
}

function compare(extraction: Extraction, truth: ToolRow[]): Omit<Row, 'id' | 'milliseconds'> {
  const found = new Map(extraction.ok ? extraction.listing.tools.map(tool => [tool.name, tool]) : [])
  const listed = new Map(truth.map(({ definition }) => [definition.name, definition]))
  const right = [...listed.values()].filter(({ name }) => found.has(name))
  const parameters = (schema: { properties?: object } | undefined) =>
    String(Object.keys(schema?.properties ?? {}).sort())
  return {
    listed: listed.size,
    found: found.size,
    right: right.length,
    descriptions: right.filter(tool => (tool.description ?? '') === (found.get(tool.name)!.description ?? ''))
      .length,
    parameters: right.filter(
      tool => parameters(tool.inputSchema) === parameters(found.get(tool.name)!.inputSchema),
    ).length,
    unproven: extraction.ok ? extraction.unproven : 0,
    missing: [...listed.keys()].filter(name => !found.has(name)),
    extra: [...found.keys()].filter(name => !listed.has(name)),
    note: extraction.ok ? '' : extraction.failure.message,
  }
}

function table(all: Row[]): string {
  const head = '| server | listed | found | right | descriptions | parameters | unproven | ms |'
  const lines = all.map(
    row =>
      `| ${row.id} | ${row.listed} | ${row.found} | ${row.right} | ${row.descriptions} | ${row.parameters} | ${row.unproven} | ${row.milliseconds.toFixed(0)} |`,
  )
  return [head, '|---|--:|--:|--:|--:|--:|--:|--:|', ...lines].join('\n')
}

function totals(name: string, all: Row[]): string {
  const sum = (key: 'listed' | 'found' | 'right' | 'descriptions' | 'parameters') =>
    all.reduce((total, row) => total + row[key], 0)
  const share = (part: number, of: number) => (of === 0 ? 'none' : (part / of).toFixed(3))
  return [
    `${name} (${all.length}):`,
    `recall ${share(sum('right'), sum('listed'))} (${sum('right')} of ${sum('listed')}),`,
    `median per server ${median(all.map(({ right, listed }) => right / listed)).toFixed(3)},`,
    `precision ${share(sum('right'), sum('found'))},`,
    `descriptions ${share(sum('descriptions'), sum('right'))},`,
    `parameter names ${share(sum('parameters'), sum('right'))},`,
    `median time ${median(all.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms`,
  ].join(' ')
}

function some(names: string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
