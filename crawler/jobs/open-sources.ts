import type { Source } from '../sources/index.ts'
import type { ServerEntry } from '../types.ts'
import { listSource } from './list-source.ts'

/** Every source by its name, in the order in which they are believed. */
const sources: { [name: string]: (entries: ServerEntry[]) => Promise<Source> } = {
  list: async entries => listSource(entries),
}

export const sourceNames = Object.keys(sources)

/** The sources of these names, or each of them for `all`. Throws for a name that is none. */
export async function openSources(names: string[], entries: ServerEntry[]): Promise<Source[]> {
  const unknown = names.find(name => name !== 'all' && !sourceNames.includes(name))
  if (unknown !== undefined)
    throw new Error(`There is no source “${unknown}”. There are: ${sourceNames.join(', ')}, all.`)
  const wanted = sourceNames.filter(name => names.includes(name) || names.includes('all'))
  return Promise.all(wanted.map(name => sources[name]!(entries)))
}
