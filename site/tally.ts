import type { Capability, Category, Severity } from '../classifier/index.ts'
import type { ServerEntry, ToolEntry } from './atlas.ts'
import { attackPathsAmong } from './attack-paths.ts'
import { capabilitiesIn } from './powers.ts'
import type { HintStanding, ToolFacts } from './server-facts.ts'

/** What pages about the whole catalogue count, noted server by server while it is read once. */
export type Tally = {
  byCapability: Map<Capability, ToolEntry[]>
  /** Tools that make an attack pattern possible, by the pattern's id. */
  byPattern: Map<string, ToolEntry[]>
  /** How many servers have at least one tool with the capability. */
  serversByCapability: Map<Capability, number>
  /** How many tools have each pair of labels, such as `Read Low`. */
  byLabel: Map<`${Category} ${Severity}`, number>
  byHint: Map<HintStanding, number>
  /** Tools that claim less than their definitions show, and those with text aimed at the model. */
  lying: ToolEntry[]
  poisoned: ToolEntry[]
  /** Servers whose tools make ways of abuse possible that none makes alone, and how many ways. */
  combinations: { server: ServerEntry; ways: number }[]
  /** Tools with the very same definition, by its hash; only where there are several. */
  twins: Map<string, ToolEntry[]>
}

export function newTally(): Tally {
  return {
    byCapability: new Map(),
    byPattern: new Map(),
    serversByCapability: new Map(),
    byLabel: new Map(),
    byHint: new Map(),
    lying: [],
    poisoned: [],
    combinations: [],
    twins: new Map(),
  }
}

/** Notes a server with all its tools, which stand in the same order in both lists. */
export function noteServer(tally: Tally, server: ServerEntry, facts: readonly ToolFacts[]): void {
  facts.forEach((each, at) => {
    noteTool(tally, server.tools[at]!, each)
  })
  const all = server.tools.reduce((powers, tool) => powers | tool.powers, 0)
  for (const capability of capabilitiesIn(all)) increase(tally.serversByCapability, capability)
  const ways = attackPathsAmong(server.tools).length
  if (ways > 0) tally.combinations.push({ server, ways })
}

function noteTool(tally: Tally, tool: ToolEntry, facts: ToolFacts): void {
  add(tally.twins, facts.definitionHash, tool)
  const { label, hint, lying, poisoned, patterns } = facts
  if (label === null) return
  increase(tally.byLabel, `${label.category} ${label.severity}` as const)
  if (hint) increase(tally.byHint, hint)
  if (lying) tally.lying.push(tool)
  if (poisoned) tally.poisoned.push(tool)
  for (const capability of capabilitiesIn(tool.powers)) add(tally.byCapability, capability, tool)
  for (const pattern of patterns) add(tally.byPattern, pattern, tool)
}

/** Puts every list in its order, once all servers are noted, and drops what is single. */
export function finishTally(tally: Tally, order: (a: ToolEntry, b: ToolEntry) => number): void {
  for (const list of [
    ...tally.byCapability.values(),
    ...tally.byPattern.values(),
    tally.lying,
    tally.poisoned,
  ])
    list.sort(order)
  tally.combinations.sort((a, b) => b.ways - a.ways)
  for (const [hash, tools] of tally.twins) if (tools.length === 1) tally.twins.delete(hash)
}

function add<Key>(lists: Map<Key, ToolEntry[]>, key: Key, tool: ToolEntry): void {
  const list = lists.get(key)
  if (list) list.push(tool)
  else lists.set(key, [tool])
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
