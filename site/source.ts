import type { ReadonlyCatalogue, ToolRow } from '../catalogue/index.ts'
import type { RuleCard } from '../classifier/index.ts'
import type { Accuracy } from './accuracy.ts'
import type { Atlas } from './atlas.ts'

/** What the pages are made from. */
export type Source = {
  atlas: Atlas
  /** The tools of a server, in its order. */
  toolsOf(serverId: string): ToolRow[]
  /** One tool by its place among its server's. */
  toolAt(serverId: string, position: number): ToolRow | null
  /** The rules of the classifier by id, in the order in which they look. */
  rules: ReadonlyMap<string, RuleCard>
  accuracy: Accuracy
  /** Version of Placard that builds the site. */
  placard: string
  /** When the catalogue last saw anything, so that the same catalogue gives the same pages. */
  asOf: string
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

/**
 * Astro bundles the pages and imports the bundle from beside the output, where no package can be resolved and
 * no module is shared with the code that started the build. So the open catalogue is handed over here.
 */
const place = Symbol.for('placard.site.source')
const shared = globalThis as { [place]?: Source }

/** Gives the pages their source until the returned function is called. */
export function provideSource(source: Source): () => void {
  shared[place] = source
  return () => {
    delete shared[place]
  }
}

/** The source of the build under way. */
export function source(): Source {
  const given = shared[place]
  if (!given) throw new Error('pages are made by buildSite() only: there is no catalogue to read')
  return given
}
