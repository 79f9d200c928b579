import { type Atlas, byGravity, type ServerEntry, type ToolEntry } from './atlas.ts'

/** A tool of another server with the very same definition. */
export type Twin = Pick<ToolEntry, 'path' | 'label'> & { serverName: string }
/** How many others there are, and the first few. */
export type Twins = { total: number; first: Twin[] }

/** Another server with some of the very same definitions: a copy, a fork, or the same under another name. */
export type Relative = {
  id: string
  name: string
  path: string
  /** How many definitions both list, and the gravest few of them as the other one has them. */
  shared: number
  suchAs: Pick<ToolEntry, 'name' | 'path'>[]
}
/** How many there are, and those with most in common. */
export type Relatives = { total: number; first: Relative[] }

/**
 * All that pages of one server say of others. Only a few of many are kept, for a definition that thousands of servers
 * list is told of by each of them.
 */
export type Kin = {
  /** By the hash of the definition. */
  twins: ReadonlyMap<string, Twins>
  relatives: Relatives
}

/** A definition that several servers list: one tool of each. */
type Shared = { hash: string; position: number; tools: ToolEntry[] }
type Common = { server: ServerEntry; tools: ToolEntry[] }

/** As many as a page names. */
const mostNamed = 12
const mostTools = 3
/** One definition in common, such as that of a bare `ping`, says nothing where there are others. */
const leastShared = 2

export const noTwins: Twins = { total: 0, first: [] }
export const noKin: Kin = { twins: new Map(), relatives: { total: 0, first: [] } }

/** The kin of every server that has any, by its id. */
export function kinByServer(atlas: Atlas): Map<string, Kin> {
  // Forks list the same definitions as each other, so most is worked out once for all of them.
  const known = new Map<string, Common[]>()
  const kin = new Map<string, Kin>()
  for (const [serverId, shared] of sharedByServer(atlas)) {
    shared.sort((a, b) => a.position - b.position)
    const definitions = shared.map(({ hash }) => hash).join()
    const common = known.get(definitions) ?? inCommon(shared, atlas)
    known.set(definitions, common)
    const enough = Math.min(leastShared, atlas.serverById.get(serverId)!.tools.length)
    kin.set(serverId, {
      twins: new Map(shared.map(({ hash, tools }) => [hash, toTwins(tools, serverId, atlas)])),
      relatives: toRelatives(common, serverId, enough),
    })
  }
  return kin
}

function sharedByServer({ tally }: Atlas): Map<string, Shared[]> {
  const byServer = new Map<string, Shared[]>()
  for (const [hash, all] of tally.twins) {
    const tools = [...new Map(all.map(tool => [tool.serverId, tool])).values()]
    if (tools.length < 2) continue
    for (const { serverId, position } of tools) {
      const shared = byServer.get(serverId) ?? []
      byServer.set(serverId, shared)
      shared.push({ hash, position, tools })
    }
  }
  return byServer
}

/** Every server that has one of the definitions, those with most of them first. */
function inCommon(shared: Shared[], { serverById }: Atlas): Common[] {
  const byServer = new Map<string, Common>()
  for (const { tools } of shared)
    for (const tool of tools) {
      const common = byServer.get(tool.serverId)
      if (common) common.tools.push(tool)
      else byServer.set(tool.serverId, { server: serverById.get(tool.serverId)!, tools: [tool] })
    }
  for (const { tools } of byServer.values()) tools.sort(byGravity)
  return [...byServer.values()].sort(
    (a, b) => b.tools.length - a.tools.length || (a.server.row.id < b.server.row.id ? -1 : 1),
  )
}

function toRelatives(common: Common[], serverId: string, enough: number): Relatives {
  const ending = common.findIndex(({ tools }) => tools.length < enough)
  const near = ending < 0 ? common.length : ending
  const first: Relative[] = []
  for (let at = 0; at < near && first.length < mostNamed; at += 1) {
    const { server, tools } = common[at]!
    const { id, name } = server.row
    if (id === serverId) continue
    const suchAs = tools.slice(0, mostTools).map(tool => ({ name: tool.name, path: tool.path }))
    first.push({ id, name: name || id, path: server.path, shared: tools.length, suchAs })
  }
  return { total: Math.max(0, near - 1), first }
}

function toTwins(tools: ToolEntry[], serverId: string, { serverById }: Atlas): Twins {
  const first: Twin[] = []
  for (const { serverId: other, path, label } of tools) {
    if (first.length === mostNamed) break
    if (other !== serverId) first.push({ path, label, serverName: serverById.get(other)!.row.name || other })
  }
  return { total: tools.length - 1, first }
}
