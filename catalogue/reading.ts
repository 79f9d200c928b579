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
  /** Servers with a tool that has no verdict by this version of the classifier. */
  unlabelledServers(classifier: string): string[]
  totals(): Totals
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
}
type ToolColumns = Omit<ToolRow, 'definition' | 'verdict'> & { definition: string; verdict: string | null }

const selectServer = `
  select s.id, s.name, s.version, s.description, s.homepage, s.repository, s.how,
    s.first_seen as firstSeen, s.last_seen as lastSeen, f.at as failedAt, f.reason, f.message,
    (select count(*) from sighting g where g.server_id = s.id and g.current = 1) as toolCount
  from server s left join failure f on f.server_id = s.id`
const selectTool = `
  select g.server_id as serverId, g.position, g.hash as definitionHash, g.how,
    (select min(e.first_seen) from sighting e where e.server_id = g.server_id and e.hash = g.hash) as firstSeen,
    g.last_seen as lastSeen, d.json as definition, v.json as verdict
  from sighting g join definition d on d.hash = g.hash
    left join verdict v on v.server_id = g.server_id and v.hash = g.hash
  where g.current = 1`

export function readRows(database: Database.Database): Reading {
  const servers = database.prepare<[], ServerColumns>(`${selectServer} order by s.id`)
  const server = database.prepare<[string], ServerColumns>(`${selectServer} where s.id = ?`)
  const tools = database.prepare<[string], ToolColumns>(
    `${selectTool} and g.server_id = ? order by g.position`,
  )
  const tool = database.prepare<[string, number], ToolColumns>(
    `${selectTool} and g.server_id = ? and g.position = ?`,
  )
  const everyTool = database.prepare<[], ToolColumns>(`${selectTool} order by g.server_id, g.position`)
  const unlabelled = database.prepare<[string], { id: string }>(`
    select distinct g.server_id as id from sighting g left join verdict v
      on v.server_id = g.server_id and v.hash = g.hash and v.classifier = ?
    where g.current = 1 and v.hash is null order by g.server_id`)
  const categories = database.prepare<[], { category: string | null; n: number }>(`
    select v.category, count(*) as n from sighting g
      left join verdict v on v.server_id = g.server_id and v.hash = g.hash
    where g.current = 1 group by v.category`)
  const counts = database.prepare<[], { servers: number; failed: number; tools: number }>(`
    select (select count(*) from server) as servers, (select count(*) from failure) as failed,
      (select count(*) from sighting where current = 1) as tools`)

  return {
    servers: () => servers.all().map(toServer),
    server: id => mapOrNull(server.get(id), toServer),
    tools: serverId => tools.all(serverId).map(toTool),
    tool: (serverId, position) => mapOrNull(tool.get(serverId, position), toTool),
    *everyTool() {
      for (const row of everyTool.iterate()) yield toTool(row)
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
  ...row
}: ServerColumns): ServerRow {
  return {
    ...row,
    ...(description === null ? {} : { description }),
    ...(homepage === null ? {} : { homepage }),
    ...(repository === null ? {} : { repository }),
    failure: failedAt === null ? null : { at: failedAt, reason: reason ?? '', message: message ?? '' },
  }
}

function toTool({ definition, verdict, ...row }: ToolColumns): ToolRow {
  return {
    ...row,
    definition: JSON.parse(definition) as ToolDefinition,
    verdict: verdict === null ? null : (JSON.parse(verdict) as Verdict),
  }
}

function mapOrNull<Row, Result>(row: Row | undefined, map: (row: Row) => Result): Result | null {
  return row === undefined ? null : map(row)
}
