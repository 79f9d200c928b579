import type { ReadonlyCatalogue, ServerRow, ToolRow, Totals } from '../catalogue/index.ts'
import { type Category, type Severity, severities } from '../classifier/index.ts'
import { serverPath, toolSegments } from './paths.ts'
import { type Powers, powersOf } from './powers.ts'
import { noteRuleUses, type RuleUses } from './rule-uses.ts'
import { finishTally, newTally, noteServer, type Tally } from './tally.ts'
import { estimateTokens } from './tokens.ts'

/** What lists and links need to know of a tool. The rest is read from the catalogue by the page itself. */
export type ToolEntry = {
  serverId: string
  position: number
  name: string
  path: string
  /** Null for a tool that was seen but not labelled yet. */
  label: { category: Category; severity: Severity; confidence: number } | null
  /** How much it reaches: capabilities, and what its definition says that it should not. */
  reach: number
  powers: Powers
  /** What its definition costs an agent, estimated. */
  tokens: number
}

export type ServerEntry = { row: ServerRow; path: string; tools: ToolEntry[] }

/** Where every page of the site is, and which tool belongs on which list. */
export type Atlas = {
  /** By name, then by id. */
  servers: ServerEntry[]
  serverById: Map<string, ServerEntry>
  /** Gravest first, then by server and place. */
  tools: ToolEntry[]
  /** The same, by label. What has no label yet is in neither. */
  byCategory: Map<Category, ToolEntry[]>
  bySeverity: Map<Severity, ToolEntry[]>
  /** For each rule the tools it decided, gravest first. */
  ruleUses: RuleUses
  /** How many labels each version of the classifier made. */
  classifiers: Map<string, number>
  tally: Tally
  totals: Totals
}

/**
 * Reads the catalogue once, server by server, so that memory grows with the number of tools and not with their
 * texts. `onServer` is handed each server with its rows on the way; its tools have no paths by then.
 */
export function drawAtlas(
  catalogue: ReadonlyCatalogue,
  onServer: (server: ServerEntry, rows: readonly ToolRow[]) => void = () => {},
): Atlas {
  const servers = catalogue
    .servers()
    .map(row => ({ row, path: serverPath(row.id), tools: [] as ToolEntry[] }))
  const serverById = new Map(servers.map(server => [server.row.id, server]))
  const ruleUses: RuleUses = new Map()
  const classifiers = new Map<string, number>()
  const tally = newTally()
  for (const rows of byServer(catalogue.everyTool())) {
    const server = serverById.get(rows[0]!.serverId)
    if (server === undefined) continue
    for (const row of rows) {
      const entry = toEntry(row)
      server.tools.push(entry)
      if (row.verdict === null) continue
      noteRuleUses(ruleUses, entry, row.verdict)
      classifiers.set(row.verdict.classifier, (classifiers.get(row.verdict.classifier) ?? 0) + 1)
    }
    noteServer(tally, server, rows)
    onServer(server, rows)
  }
  for (const server of servers) {
    const segments = toolSegments(server.tools.map(tool => tool.name))
    server.tools.forEach((tool, at) => {
      tool.path = `${server.path}${segments[at]}/`
    })
  }
  const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true })
  servers.sort((a, b) => byName.compare(a.row.name, b.row.name) || (a.row.id < b.row.id ? -1 : 1))
  const tools = servers.flatMap(server => server.tools).sort(byGravity)
  const byCategory = groupByLabel(tools, label => label.category)
  const bySeverity = groupByLabel(tools, label => label.severity)
  for (const { category, capability } of ruleUses.values()) {
    category.sort(byGravity)
    capability.sort(byGravity)
  }
  finishTally(tally, byGravity)
  const totals = catalogue.totals()
  return { servers, serverById, tools, byCategory, bySeverity, ruleUses, classifiers, tally, totals }
}

/** Rows that follow one another and are of one server, together. */
function* byServer(rows: Iterable<ToolRow>): Generator<ToolRow[]> {
  let group: ToolRow[] = []
  for (const row of rows) {
    if (group.length > 0 && group[0]!.serverId !== row.serverId) {
      yield group
      group = []
    }
    group.push(row)
  }
  if (group.length > 0) yield group
}

/** Sorts the gravest first: severity, then reach, then how sure the label is. Otherwise leaves the order. */
export function byGravity(a: ToolEntry, b: ToolEntry): number {
  return (
    severityRank(b) - severityRank(a) ||
    b.reach - a.reach ||
    (b.label?.confidence ?? 0) - (a.label?.confidence ?? 0)
  )
}

function groupByLabel<Key>(
  tools: ToolEntry[],
  keyOf: (label: NonNullable<ToolEntry['label']>) => Key,
): Map<Key, ToolEntry[]> {
  const groups = new Map<Key, ToolEntry[]>()
  for (const tool of tools) {
    if (tool.label === null) continue
    const key = keyOf(tool.label)
    const group = groups.get(key)
    if (group) group.push(tool)
    else groups.set(key, [tool])
  }
  return groups
}

function severityRank(tool: ToolEntry): number {
  return tool.label === null ? -1 : severities.indexOf(tool.label.severity)
}

function toEntry({ serverId, position, definition, verdict }: ToolRow): ToolEntry {
  return {
    serverId,
    position,
    name: definition.name,
    path: '',
    label: verdict && {
      category: verdict.category,
      severity: verdict.severity,
      confidence: verdict.confidence,
    },
    reach: verdict ? verdict.capabilities.length + 2 * verdict.poison.length : 0,
    powers: powersOf(verdict?.capabilities ?? []),
    tokens: estimateTokens(definition),
  }
}
