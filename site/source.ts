import type { Change, Difference, ReadonlyCatalogue, ToolRow } from '../catalogue/index.ts'
import type { RuleCard } from '../classifier/index.ts'
import type { Accuracy } from './accuracy.ts'
import type { Atlas, ServerEntry, ToolEntry } from './atlas.ts'

/** What the pages are made from. */
export type Source = {
  atlas: Atlas
  /** The servers whose pages are to be made on this thread. */
  share: ServerEntry[]
  /** The tools of a server, in its order. */
  toolsOf(serverId: string): ToolRow[]
  /** One tool by its place among its server's. */
  toolAt(serverId: string, position: number): ToolRow | null
  /** The tools of all servers that have the very same definition, gravest first; none where there is but one. */
  twinsOf(definitionHash: string): readonly ToolEntry[]
  /** What happened anywhere, newest first. */
  changes: ReadonlyCatalogue['changes']
  /** What happened to one server, newest first. */
  changesOf(serverId: string): readonly Change[]
  /** Every version of a server that was seen, in every way, newest first. */
  listings: ReadonlyCatalogue['listings']
  /** The tools of a server that the ways of seeing its present version do not agree on. */
  differencesOf(serverId: string): readonly Difference[]
  /** Every definition that a tool has or had, newest first. */
  definitionsOf: ReadonlyCatalogue['definitionsOf']
  /** The rules of the classifier by id, in the order in which they look. */
  rules: ReadonlyMap<string, RuleCard>
  accuracy: Accuracy
  /** Version of Placard that builds the site. */
  placard: string
  /** When the catalogue last saw anything, so that the same catalogue gives the same pages. */
  asOf: string
  /** Where the site will be, such as `https://placard.example`, for what has to say it in full. */
  address: string
}

/** A page of a server sees what is kept in the server's key (see build/server-keys.ts), and nothing else. */
export type Scope = 'site' | 'server'

/** Pages of one server are made one after another, a few servers at a time. */
const serversKept = 16

/** Reads the tools of a server from the catalogue, and keeps those of the last few servers. */
export function readTools(catalogue: ReadonlyCatalogue): Source['toolsOf'] {
  const kept = new Map<string, ToolRow[]>()
  return serverId => {
    const tools = kept.get(serverId) ?? catalogue.tools(serverId)
    kept.delete(serverId)
    kept.set(serverId, tools)
    if (kept.size > serversKept) kept.delete(kept.keys().next().value!)
    return tools
  }
}

/** Reads what happened to a server, and keeps it for the pages of its tools, which are made right after its own. */
export function readChangesOf(catalogue: ReadonlyCatalogue): Source['changesOf'] {
  return keepLast(serverId => catalogue.changes({ serverId, limit: mostChanges }))
}

/** Reads what the ways of seeing a server do not agree on, and keeps it likewise. Most were seen in one way alone. */
export function readDifferencesOf(catalogue: ReadonlyCatalogue): Source['differencesOf'] {
  return keepLast(serverId => {
    const ways = new Set(catalogue.listings(serverId).map(({ how }) => how))
    return ways.size < 2 ? [] : catalogue.differences(serverId)
  })
}

function keepLast<Found>(read: (serverId: string) => Found): (serverId: string) => Found {
  let kept: { serverId: string; found: Found } | undefined
  return serverId => {
    if (kept?.serverId !== serverId) kept = { serverId, found: read(serverId) }
    return kept.found
  }
}

/** More of one server than this is not told. */
const mostChanges = 2000

let provided: Record<Scope, Source> | undefined
let scope: Scope = 'site'

/** Gives the pages their source. Astro bundles this module with them, so the bundle's own copy is to be called. */
export function provideSource(source: Source): void {
  provided = { site: source, server: narrowed(source) }
}

/** Makes one page within a scope. One at a time: which page asks for the source is known by that alone. */
export async function withinScope<Result>(wanted: Scope, make: () => Promise<Result>): Promise<Result> {
  scope = wanted
  try {
    return await make()
  } finally {
    scope = 'site'
  }
}

/** The source of the page being made. */
export function source(): Source {
  if (!provided) throw new Error('pages are made by buildSite() only: there is no catalogue to read')
  return provided[scope]
}

/**
 * What a server's own pages may see. Were they to show a figure of the whole catalogue, each new server would make
 * every page out of date, and building only what changed would leave wrong pages.
 */
function narrowed(source: Source): Source {
  const refuse = (what: string) => ({
    get(): never {
      throw new Error(`the page of a server may not depend on ${what}, which changes with every other server`)
    },
  })
  const { serverById } = source.atlas
  const atlas = Object.defineProperties(
    { serverById },
    Object.fromEntries(
      Object.keys(source.atlas)
        .filter(name => name !== 'serverById')
        .map(name => [name, refuse(`the atlas’s ${name}`)]),
    ),
  ) as Atlas
  return Object.defineProperties({ ...source, atlas }, { asOf: refuse('when anything was last seen') })
}
