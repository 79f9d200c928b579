import type { ToolRow } from '../catalogue/index.ts'
import type { ToolEntry } from './atlas.ts'
import { byGravity } from './atlas.ts'

/** Another server with some of the very same definitions: a copy, a fork, or the same under another name. */
export type Relative = {
  serverId: string
  /** Its entries of the definitions that both list, gravest first. */
  shared: ToolEntry[]
}

/** One definition in common, such as that of a bare `ping`, says nothing where there are others. */
const leastShared = 2

/** The servers that list definitions of this one to the letter, those with most of them first. */
export function relativesOf(
  tools: readonly ToolRow[],
  twinsOf: (definitionHash: string) => readonly ToolEntry[],
): Relative[] {
  const byServer = new Map<string, ToolEntry[]>()
  for (const [hash, row] of new Map(tools.map(row => [row.definitionHash, row])))
    for (const [serverId, twins] of Map.groupBy(twinsOf(hash), twin => twin.serverId)) {
      if (serverId === row.serverId) continue
      const shared = byServer.get(serverId)
      if (shared) shared.push(twins[0]!)
      else byServer.set(serverId, [twins[0]!])
    }
  const enough = Math.min(leastShared, tools.length)
  return [...byServer]
    .filter(([, shared]) => shared.length >= enough)
    .map(([serverId, shared]) => ({ serverId, shared: shared.sort(byGravity) }))
    .sort((a, b) => b.shared.length - a.shared.length || (a.serverId < b.serverId ? -1 : 1))
}
