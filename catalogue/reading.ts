import { createHash } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { ToolDefinition, Verdict } from '../classifier/index.ts'
import type { ServerRow, ToolRow, Totals } from './types.ts'

export type Reading = {
  /** Every server ever tried, by id. */
  servers(): ServerRow[]
  server(id: string): ServerRow | null
  /** The tools a server has now, in the order in which it lists them. */
  tools(serverId: string): ToolRow[]
  /** One tool by its place among its server's tools. */
  tool(serverId: string, position: number): ToolRow | null
  /** Every tool of every server, one at a time, so that memory stays flat. Do not write meanwhile. */
  everyTool(): IterableIterator<ToolRow>
  /** The same by server, for whoever knows some of them already. Do not write meanwhile. */
  everyServersTools(): IterableIterator<ServersTools>
  /** Servers with a tool that has no verdict by this version of the classifier. */
  unlabelledServers(classifier: string): string[]
  totals(): Totals
}

/** The tools of one server that has any. */
export type ServersTools = {
  serverId: string
  /** Differs wherever anything in the rows does. */
  digest: string
  /** Parsed now, which takes longer than reading them. */
  parse(): ToolRow[]
}

type ServerColumns = {
  id: string
  name: string
  version: string
  description: string | null
  homepage: string | null
  repository: string | null
  how: ServerRow['how']
  firstSeen: string
  lastSeen: string | null
  toolCount: number
  failedAt: string | null
  reason: string | null
  message: string | null
  status: 'deprecated' | 'deleted' | null
  statusMessage: string | null
}
type ToolColumns = Omit<ToolRow, 'definition' | 'verdict' | 'place'> & {
  definition: string
  verdict: string | null
  place: string | null
}

const selectServer = `
  select s.id, s.name, s.version, s.description, s.homepage, s.repository, s.how,
    s.first_seen as firstSeen, s.last_seen as lastSeen, f.at as failedAt, f.reason, f.message,
    s.status, s.status_message as statusMessage,
    (select count(*) from listing l join sighting g on g.listing_id = l.id
      where l.server_id = s.id and l.current = 1 and g.current = 1) as toolCount
  from server s left join failure f on f.server_id = s.id`
const selectTool = `
  select l.server_id as serverId, g.position, g.hash as definitionHash, l.how,
    coalesce(g.place, (select p.place from listing m join sighting p on p.listing_id = m.id
      where m.server_id = l.server_id and m.version = l.version and p.name = g.name and p.current = 1
        and p.place is not null)) as place,
    (select min(e.first_seen) from sighting e join listing m on m.id = e.listing_id
      where e.hash = g.hash and m.server_id = l.server_id) as firstSeen,
    g.last_seen as lastSeen, d.json as definition, v.json as verdict
  from listing l join sighting g on g.listing_id = l.id join definition d on d.hash = g.hash
    left join verdict v on v.server_id = l.server_id and v.hash = g.hash
  where l.current = 1 and g.current = 1`

export function readRows(database: Database.Database): Reading {
  const servers = database.prepare<[], ServerColumns>(`${selectServer} order by s.id`)
  const server = database.prepare<[string], ServerColumns>(`${selectServer} where s.id = ?`)
  const tools = database.prepare<[string], ToolColumns>(
    `${selectTool} and l.server_id = ? order by g.position`,
  )
  const tool = database.prepare<[string, number], ToolColumns>(
    `${selectTool} and l.server_id = ? and g.position = ?`,
  )
  const everyTool = database.prepare<[], ToolColumns>(`${selectTool} order by l.server_id, g.position`)
  const unlabelled = database.prepare<[string], { id: string }>(`
    select distinct l.server_id as id from listing l join sighting g on g.listing_id = l.id
      left join verdict v on v.server_id = l.server_id and v.hash = g.hash and v.classifier = ?
    where l.current = 1 and g.current = 1 and v.hash is null order by l.server_id`)
  const categories = database.prepare<[], { category: string | null; n: number }>(`
    select v.category, count(*) as n from listing l join sighting g on g.listing_id = l.id
      left join verdict v on v.server_id = l.server_id and v.hash = g.hash
    where l.current = 1 and g.current = 1 group by v.category`)
  const counts = database.prepare<[], { servers: number; failed: number; tools: number }>(`
    select (select count(*) from server) as servers, (select count(*) from failure) as failed,
      (select count(*) from listing l join sighting g on g.listing_id = l.id
        where l.current = 1 and g.current = 1) as tools`)

  return {
    servers: () => servers.all().map(toServer),
    server: id => mapOrNull(server.get(id), toServer),
    tools: serverId => tools.all(serverId).map(toTool),
    tool: (serverId, position) => mapOrNull(tool.get(serverId, position), toTool),
    *everyTool() {
      for (const row of everyTool.iterate()) yield toTool(row)
    },
    *everyServersTools() {
      let group: ToolColumns[] = []
      for (const row of everyTool.iterate()) {
        if (group.length > 0 && group[0]!.serverId !== row.serverId) {
          yield toServersTools(group)
          group = []
        }
        group.push(row)
      }
      if (group.length > 0) yield toServersTools(group)
    },
    unlabelledServers: classifier => unlabelled.all(classifier).map(row => row.id),
    totals() {
      const byCategory = Object.fromEntries(
        categories.all().map(row => [row.category ?? 'unlabelled', row.n]),
      )
      return { ...counts.get()!, byCategory }
    },
  }
}

function toServer({
  failedAt,
  reason,
  message,
  description,
  homepage,
  repository,
  status,
  statusMessage,
  ...row
}: ServerColumns): ServerRow {
  return {
    ...row,
    ...(description === null ? {} : { description }),
    ...(homepage === null ? {} : { homepage }),
    ...(repository === null ? {} : { repository }),
    ...(status === null ? {} : { status }),
    ...(statusMessage === null ? {} : { statusMessage }),
    failure: failedAt === null ? null : { at: failedAt, reason: reason ?? '', message: message ?? '' },
  }
}

function toTool({ definition, verdict, place, ...row }: ToolColumns): ToolRow {
  return {
    ...row,
    ...(place === null ? {} : { place }),
    definition: JSON.parse(definition) as ToolDefinition,
    verdict: verdict === null ? null : (JSON.parse(verdict) as Verdict),
  }
}

function toServersTools(columns: ToolColumns[]): ServersTools {
  const hash = createHash('sha256')
  for (const { definition, verdict, ...row } of columns)
    hash
      .update(JSON.stringify([row, definition.length, verdict?.length]))
      .update(definition)
      .update(verdict ?? '')
  return {
    serverId: columns[0]!.serverId,
    digest: hash.digest('base64url'),
    parse: () => columns.map(toTool),
  }
}

function mapOrNull<Row, Result>(row: Row | undefined, map: (row: Row) => Result): Result | null {
  return row === undefined ? null : map(row)
}
