import type { Change, Difference, ReadonlyCatalogue, ToolRow } from '../catalogue/index.ts'
import type { RuleCard } from '../classifier/index.ts'
import type { Accuracy } from './accuracy.ts'
import type { Atlas } from './atlas.ts'
import type { Relatives, Twins } from './kin.ts'

/** What the pages are made from. */
export type Source = {
  atlas: Atlas
  /** The tools of a server, in its order. */
  toolsOf(serverId: string): ToolRow[]
  /** One tool by its place among its server's. */
  toolAt(serverId: string, position: number): ToolRow | null
  /** The tools of other servers that have the very same definition as one of the server whose pages are made. */
  twinsOf(definitionHash: string): Twins
  /** The servers that share definitions with the one whose pages are made. */
  relatives: Relatives
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

let provided: Source | undefined

/** Gives the pages their source. Astro bundles this module with them, so the bundle's own copy is to be called. */
export function provideSource(source: Source): void {
  provided = source
}

/** The source of the page being made. */
export function source(): Source {
  if (!provided) throw new Error('pages are made by buildSite() only: there is no catalogue to read')
  return provided
}
