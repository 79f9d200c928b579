import type { Extraction } from '../crawler/index.ts'

/** One tool as it is known to be. Without a description or schema, those are not compared. */
export type KnownTool = { name: string; description?: string | undefined; inputSchema?: object | undefined }

export type Row = {
  id: string
  known: number
  found: number
  right: number
  /** Of the right ones, how many have the same description, and how many could be compared. */
  descriptions: number
  described: number
  parameters: number
  parametered: number
  unproven: number
  milliseconds: number
  missing: string[]
  extra: string[]
  note: string
}

/** What was read held against what is known: by name, then by description and by names of parameters. */
export function compareTools(
  id: string,
  extraction: Extraction,
  known: KnownTool[],
  milliseconds: number,
  sameText: (one: string, other: string) => boolean = (one, other) => one === other,
): Row {
  const found = new Map(extraction.ok ? extraction.listing.tools.map(tool => [tool.name, tool]) : [])
  const truth = new Map(known.map(tool => [tool.name, tool]))
  const right = [...truth.values()].filter(({ name }) => found.has(name))
  const described = right.filter(({ description }) => description !== undefined)
  const parametered = right.filter(({ inputSchema }) => inputSchema !== undefined)
  return {
    id,
    known: truth.size,
    found: found.size,
    right: right.length,
    descriptions: described.filter(({ name, description }) =>
      sameText(description!, found.get(name)!.description ?? ''),
    ).length,
    described: described.length,
    parameters: parametered.filter(
      ({ name, inputSchema }) => parametersOf(inputSchema) === parametersOf(found.get(name)!.inputSchema),
    ).length,
    parametered: parametered.length,
    unproven: extraction.ok ? extraction.unproven : 0,
    milliseconds,
    missing: [...truth.keys()].filter(name => !found.has(name)),
    extra: [...found.keys()].filter(name => !truth.has(name)),
    note: extraction.ok ? '' : extraction.failure.message,
  }
}

function parametersOf(schema: { properties?: object } | undefined): string {
  return String(Object.keys(schema?.properties ?? {}).sort())
}

export function table(all: Row[]): string {
  const head = '| server | known | found | right | descriptions | parameters | unproven | ms |'
  const lines = all.map(row =>
    [
      '',
      row.id,
      row.known,
      row.found,
      row.right,
      row.described === row.right ? row.descriptions : `${row.descriptions} of ${row.described}`,
      row.parametered === row.right ? row.parameters : `${row.parameters} of ${row.parametered}`,
      row.unproven,
      row.milliseconds.toFixed(0),
      '',
    ]
      .join(' | ')
      .trim(),
  )
  return [head, '|---|--:|--:|--:|--:|--:|--:|--:|', ...lines].join('\n')
}

export function totals(name: string, all: Row[]): string {
  const sum = (
    key: 'known' | 'found' | 'right' | 'descriptions' | 'described' | 'parameters' | 'parametered',
  ) => all.reduce((total, row) => total + row[key], 0)
  const share = (part: number, of: number) => (of === 0 ? 'none' : (part / of).toFixed(3))
  return [
    `${name} (${all.length}):`,
    `recall ${share(sum('right'), sum('known'))} (${sum('right')} of ${sum('known')}),`,
    `median per server ${median(all.map(({ right, known }) => right / known)).toFixed(3)},`,
    `precision ${share(sum('right'), sum('found'))},`,
    `descriptions ${share(sum('descriptions'), sum('described'))},`,
    `parameter names ${share(sum('parameters'), sum('parametered'))},`,
    `median time ${median(all.map(({ milliseconds }) => milliseconds)).toFixed(0)} ms`,
  ].join(' ')
}

/** What is missing or too much, one line each. */
export function differences(all: Row[]): string {
  return all
    .flatMap(({ id, missing, extra, note }) => [
      ...(note === '' ? [] : [note]),
      ...(missing.length > 0 ? [`${id} misses ${some(missing)}`] : []),
      ...(extra.length > 0 ? [`${id} has beside ${some(extra)}`] : []),
    ])
    .join('\n')
}

function some(names: string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 12).join(', ')} and ${names.length - 12} more`
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
