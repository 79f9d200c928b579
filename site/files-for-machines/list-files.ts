import { capabilities, severities } from '../../classifier/index.ts'
import type { Atlas, ServerEntry, ToolEntry } from '../atlas.ts'
import type { Write } from '../build/output.ts'
import { categories, categoryPath, listPage, severityPath } from '../lists.ts'
import { pagePath } from '../paths.ts'
import { capabilitiesIn } from '../powers.ts'

/** Writes beside every page of a list the same rows as JSON, with the address of the next page where there is one. */
export function writeListFiles(
  { servers, byCategory, bySeverity, tally, serverById }: Atlas,
  write: Write,
): void {
  // A tool stands on four lists or more.
  const known = new Map<ToolEntry, string>()
  const toTool = (tool: ToolEntry) => {
    const row = known.get(tool) ?? JSON.stringify(toRow(tool, serverById.get(tool.serverId)!))
    known.set(tool, row)
    return row
  }
  const writeTools = (path: string, tools: ToolEntry[]) => writePages(path, 'tools', tools, toTool, write)
  writePages('/servers/', 'servers', servers, server => JSON.stringify(toServer(server)), write)
  for (const category of categories) writeTools(categoryPath(category), byCategory.get(category) ?? [])
  for (const severity of severities) writeTools(severityPath(severity), bySeverity.get(severity) ?? [])
  for (const capability of capabilities)
    writeTools(`/capabilities/${capability}/`, tally.byCapability.get(capability) ?? [])
}

function toRow({ serverId, name, path, label, powers }: ToolEntry, { row }: ServerEntry) {
  return {
    server: serverId,
    serverName: row.name,
    name,
    path,
    ...label,
    capabilities: capabilitiesIn(powers),
  }
}

function toServer({ row, path, tools }: ServerEntry) {
  const { id, name, version, firstSeen, lastSeen, failure, status } = row
  return {
    id,
    name,
    version,
    path,
    tools: tools.length,
    firstSeen,
    lastSeen,
    failure: failure?.reason ?? null,
    ...(status && { status }),
  }
}

function writePages<Row>(
  path: string,
  name: string,
  rows: Row[],
  toJson: (row: Row) => string,
  write: Write,
): void {
  const { pages } = listPage(rows, 1)
  for (let page = 1; page <= pages; page += 1) {
    const next = page < pages ? `${pagePath(path, page + 1)}${name}.json` : null
    const own = listPage(rows, page).rows.map(toJson)
    const head = `{"total":${rows.length},"next":${JSON.stringify(next)}`
    write(`${pagePath(path, page)}${name}.json`, `${head},"${name}":[${own}]}\n`)
  }
}
