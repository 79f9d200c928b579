import { createHash } from 'node:crypto'
import type { Catalogue, NewTask } from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import { resolveServers } from '../identity/resolve-servers.ts'
import type { Found, Place, Source } from '../sources/index.ts'
import { beliefs } from './open-sources.ts'
import { readableKinds } from './read-place.ts'
import type { CrawlOptions, Way } from './types.ts'

/** What a reader needs to know of a server. Strings are a stranger's text. */
export type TaskEntry = {
  way: Way
  name: string
  version?: string
  description?: string
  homepage?: string
  repository?: string
  /** Where to read it, best first. */
  places: Place[]
  /** What a catalogue says it has, where the way is `published`. */
  published?: ToolDefinition[]
}

/** The servers that a crawl is about, each with the tasks that it takes; none where nothing is known to be read. */
export type Plan = Map<string, NewTask[]>

/** Works out who is who among all that was ever found, tells the catalogue, and what there is to read of each. */
export function plan(options: CrawlOptions): Plan {
  const { catalogue, sources, ways = ['published', 'extracted', 'asked'], only } = options
  const all = [...catalogue.everyFound()].map(({ source, entry }) => ({
    source,
    found: JSON.parse(entry) as Found,
  }))
  const { canonical, shared } = resolveServers(all.map(({ found }) => found))
  catalogue.together(() => recordNames(catalogue, canonical))
  const wanted = only === undefined ? null : new Set(only)
  const asked = new Set(sources.map(({ id }) => id))
  const servers = Map.groupBy(all, ({ found }) => canonical.get(found.id) ?? found.id)
  const result: Plan = new Map()
  for (const [id, told] of servers) {
    if (!told.some(({ source }) => asked.has(source)) || (wanted !== null && !wanted.has(id))) continue
    told.sort((a, b) => rankOf(a.source, asked) - rankOf(b.source, asked))
    result.set(id, tasksOf(id, told, ways, shared))
  }
  catalogue.together(() => {
    for (const id of result.keys()) recordStatus(catalogue, id, servers.get(id)!)
  })
  return result
}

/** Who is asked in this crawl has news, the others may not: then whoever is believed more. */
function rankOf(source: string, asked: ReadonlySet<string>): number {
  const rank = beliefs.indexOf(source)
  return (asked.has(source) ? 0 : beliefs.length + 1) + (rank === -1 ? beliefs.length : rank)
}

/** A group's first id counts, the others lead to it. */
function recordNames(catalogue: Catalogue, canonical: Map<string, string>): void {
  const others = Map.groupBy(
    [...canonical].filter(([id, to]) => id !== to && catalogue.canonicalId(id) !== to),
    ([, to]) => to,
  )
  for (const [to, names] of others)
    catalogue.recordAliases(
      to,
      names.map(([id]) => id),
    )
}

/** Where sources differ, whoever still offers it is right: the others may be late. */
function recordStatus(catalogue: Catalogue, id: string, told: { found: Found }[]): void {
  const order: Found['status'][] = ['active', 'deprecated', 'deleted']
  const [best] = told
    .map(({ found }) => found)
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
  catalogue.recordStatus(id, best!.status, best!.statusMessage)
}

function tasksOf(
  id: string,
  told: { source: Source['id']; found: Found }[],
  ways: Way[],
  shared: ReadonlySet<string>,
): NewTask[] {
  const offered = told.filter(({ found }) => found.status !== 'deleted')
  const facts = factsOf(offered.map(({ found }) => found))
  const places = distinct(offered.flatMap(({ found }) => found.places))
  const news = offered.map(({ found }) => found.updatedAt ?? '').reduce((a, b) => (a > b ? a : b), '')
  const readable = places.filter(
    place => readableKinds.has(place.kind) && place.kind !== 'remote' && !isShared(place, shared),
  )
  const addresses = places.filter(
    place => place.kind === 'remote' && place.transport === 'http' && !place.variables,
  )
  const packages = places.filter(place => place.kind === 'npm')
  const tasks: NewTask[] = []
  const add = (way: Way, suffix: string, entry: Omit<TaskEntry, 'way'>, mark: unknown) =>
    tasks.push(toTask(`${way} ${id}${suffix}`, id, { ...entry, way }, mark))
  for (const { source, found } of offered) {
    const { published } = found
    if (ways.includes('published') && published !== undefined)
      add('published', ` ${source}`, { ...factsOf([found]), places: [], published }, published)
  }
  const fresh = facts.version === undefined ? news : facts.version
  if (ways.includes('extracted') && readable.length > 0)
    add('extracted', '', { ...facts, places: readable }, [readable, fresh])
  if (ways.includes('asked') && addresses.length > 0)
    add('asked', '', { ...facts, places: addresses }, [addresses, fresh])
  if (ways.includes('run') && packages.length > 0)
    add('run', '', { ...facts, places: packages }, [packages, fresh])
  return tasks
}

function toTask(id: string, serverId: string, entry: TaskEntry, mark: unknown): NewTask {
  return {
    id,
    serverId,
    version: entry.version ?? '',
    mark: createHash('sha256').update(JSON.stringify(mark)).digest('base64url').slice(0, 16),
    entry: JSON.stringify(entry),
  }
}

/** Each fact from the first that knows it. */
function factsOf(found: Found[]): Omit<TaskEntry, 'way' | 'places'> {
  const first = <Key extends keyof Found>(key: Key) => found.find(one => one[key] !== undefined)?.[key]
  const facts = {
    version: first('version'),
    description: first('description'),
    homepage: first('homepage'),
    repository: first('repository'),
  }
  return {
    name: first('name') ?? '',
    ...(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
      [fact in keyof typeof facts]?: string
    }),
  }
}

function distinct(places: Place[]): Place[] {
  return [...new Map(places.map(place => [JSON.stringify(place), place])).values()]
}

/** The whole of a repository that is home to several servers would give each the tools of all. */
function isShared(place: Place, shared: ReadonlySet<string>): boolean {
  return place.kind === 'github' && !place.folder && shared.has(`github:${place.repository.toLowerCase()}`)
}
