import type { ReadonlyCatalogue, ServerRow, ServersTools, Totals } from '../catalogue/index.ts'
import { type Category, type Severity, severities } from '../classifier/index.ts'
import { serverPath, toolSegments } from './paths.ts'
import type { Powers } from './powers.ts'
import { noteRuleUses, type RuleUses } from './rule-uses.ts'
import { serverFacts, type ToolFacts } from './server-facts.ts'
import { finishTally, newTally, noteServer, type Tally } from './tally.ts'

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
  /** By name as people look for it, then by id. */
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

/** Works out the facts of a server's tools, or knows them from before. */
export type FactsOf = (tools: ServersTools) => ToolFacts[]

/**
 * Reads the catalogue once, server by server, so that memory grows with the number of tools and not with their
 * texts. `onServer` is handed each server on the way, with what `factsOf` says of its tools; they have no paths by
 * then.
 */
export function drawAtlas(
  catalogue: ReadonlyCatalogue,
  onServer: (server: ServerEntry, facts: readonly ToolFacts[], digest: string) => void = () => {},
  factsOf: FactsOf = ({ parse }) => serverFacts(parse()),
): Atlas {
  const servers = catalogue
    .servers()
    .map(row => ({ row, path: serverPath(row.id), tools: [] as ToolEntry[] }))
  const serverById = new Map(servers.map(server => [server.row.id, server]))
  const ruleUses: RuleUses = new Map()
  const classifiers = new Map<string, number>()
  const tally = newTally()
  for (const tools of catalogue.everyServersTools()) {
    const server = serverById.get(tools.serverId)
    if (server === undefined) continue
    const facts = factsOf(tools)
    for (const each of facts) {
      const entry = toEntry(tools.serverId, each)
      server.tools.push(entry)
      noteRuleUses(ruleUses, entry, each)
      if (each.classifier !== null)
        classifiers.set(each.classifier, (classifiers.get(each.classifier) ?? 0) + 1)
    }
    noteServer(tally, server, facts)
    onServer(server, facts, tools.digest)
  }
  for (const server of servers) {
    const segments = toolSegments(server.tools.map(tool => tool.name))
    server.tools.forEach((tool, at) => {
      tool.path = `${server.path}${segments[at]}/`
    })
  }
  sortByName(servers)
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

/** What a name is looked for by: `@scope/name` stands under S. Empty where it has no letter and no digit. */
export function sortName(name: string): string {
  return name.replace(/^[^\p{L}\p{N}]+/u, '')
}

function sortByName(servers: ServerEntry[]): void {
  const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true })
  const names = new Map(servers.map(({ row }) => [row.id, sortName(row.name || row.id)]))
  servers.sort(
    (a, b) => compare(names.get(a.row.id)!, names.get(b.row.id)!) || (a.row.id < b.row.id ? -1 : 1),
  )
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

function toEntry(serverId: string, facts: ToolFacts): ToolEntry {
  const { position, name, label, reach, powers, tokens } = facts
  return { serverId, position, name, path: '', label, reach, powers, tokens }
}
