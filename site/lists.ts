import {
  type Capability,
  type Category,
  gradedCategories,
  type Severity,
  severities,
} from '../classifier/index.ts'
import type { Atlas, ServerEntry, ToolEntry } from './atlas.ts'

/** More rows than this on one page are slow to load on a phone. */
export const rowsPerPage = 500

export const categories = [...gradedCategories, 'Ungraded'] as const satisfies Category[]

/** One page of a list, and which of how many it is. */
export type ListPage<Row> = { rows: Row[]; page: number; pages: number; total: number }

/** Cuts a list; an empty one still has its first page. */
export function listPage<Row>(rows: Row[], page: number): ListPage<Row> {
  const pages = pageCount(rows.length)
  return { rows: rows.slice((page - 1) * rowsPerPage, page * rowsPerPage), page, pages, total: rows.length }
}

export function pageCount(rows: number): number {
  return Math.max(1, Math.ceil(rows / rowsPerPage))
}

/** The numbers of all pages after the first, as a route's parameter. */
export function laterPages(rows: number): string[] {
  return Array.from({ length: pageCount(rows) - 1 }, (_, at) => String(at + 2))
}

/** All that a page of a list of tools after the first is made from: it has the rows, and how many there are. */
export function laterPageOf(tools: ToolEntry[], page: number, { serverById }: Atlas): unknown {
  const list = listPage(tools, page)
  const rows = list.rows.map(({ serverId, name, path, label, powers }) => {
    const server = serverById.get(serverId)!
    return [name, path, label, powers, server.row.name, server.path]
  })
  return { ...list, rows }
}

export function categoryPath(category: Category): `/${string}` {
  return `/categories/${category.toLowerCase()}/`
}

export function severityPath(severity: Severity): `/${string}` {
  return `/severities/${severity.toLowerCase()}/`
}

export function capabilityPath(capability: Capability): `/${string}` {
  return `/capabilities/${capability}/`
}

/** Path of an attack pattern's page, by its id, which is ours. */
export function patternPath(pattern: string): `/${string}` {
  return `/attacks/${pattern}/`
}

export function incidentPath(incident: string): `/${string}` {
  return `/incidents/${incident}/`
}

/** Reads a category or a severity back from a path. */
export const categoryOf = (segment: string): Category => findBySegment(categories, segment)
export const severityOf = (segment: string): Severity => findBySegment(severities, segment)

export function toolsOfCategory(atlas: Atlas, category: Category): ToolEntry[] {
  return atlas.byCategory.get(category) ?? []
}

export function toolsOfSeverity(atlas: Atlas, severity: Severity): ToolEntry[] {
  return atlas.bySeverity.get(severity) ?? []
}

/** The servers that came last, each with what it lists; those that never answered are left out. */
export function newestServers(atlas: Atlas, most: number): ServerEntry[] {
  return atlas.servers
    .filter(server => server.tools.length > 0)
    .sort((a, b) => (a.row.firstSeen < b.row.firstSeen ? 1 : a.row.firstSeen > b.row.firstSeen ? -1 : 0))
    .slice(0, most)
}

/** The gravest tools, at most one of a server, so that one server does not fill the list. */
export function gravestTools(atlas: Atlas, most: number): ToolEntry[] {
  const servers = new Set<string>()
  const found: ToolEntry[] = []
  for (const tool of atlas.tools) {
    if (found.length === most) break
    if (tool.label?.severity !== 'Critical' || servers.has(tool.serverId)) continue
    servers.add(tool.serverId)
    found.push(tool)
  }
  return found
}

/** The tool with the gravest label, the first of several; undefined where none has one. */
export function gravestOf(tools: readonly ToolEntry[]): ToolEntry | undefined {
  const rankOf = ({ label }: ToolEntry) => (label ? severities.indexOf(label.severity) : -1)
  let gravest: ToolEntry | undefined
  for (const tool of tools) if (rankOf(tool) > (gravest ? rankOf(gravest) : -1)) gravest = tool
  return gravest
}

function findBySegment<Name extends string>(names: readonly Name[], segment: string): Name {
  const found = names.find(name => name.toLowerCase() === segment)
  if (found === undefined) throw new Error(`no list is called ${segment}`)
  return found
}
