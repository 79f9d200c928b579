import type { Found, Source } from '../sources/index.ts'
import type { ServerEntry } from '../types.ts'

/** The servers of a list such as `data/servers.json`, as a source. */
export function listSource(entries: ServerEntry[]): Source {
  return {
    id: 'list',
    title: 'the list of servers',
    async *discover() {
      const { readRepository } = await import('../identity/read-repository.ts')
      const homeOf = ({ repository }: ServerEntry) =>
        repository === undefined ? [] : (readRepository(repository)?.id ?? [])
      const found = entries.map(entry => ({ ...toFound(entry), claims: [homeOf(entry)].flat() }))
      yield { found, state: {}, problems: [], total: found.length }
    },
  }
}

function toFound(entry: ServerEntry): Omit<Found, 'claims'> {
  const { id, package: name, version, bin, args, homepage, repository } = entry
  return {
    id,
    aliases: [],
    name,
    version,
    status: 'active',
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : { repository }),
    places: [{ kind: 'npm', package: name, version, args, ...(bin === undefined ? {} : { bin }) }],
  }
}
