import type { ToolDefinition, Verdict } from '../classifier/index.ts'

/** How a definition was seen: the server said so, it was read from its source, or a catalogue said so. */
export type How = 'listed' | 'extracted' | 'published'

/** What is known of a server, as its source and its own answer give it. All strings are a stranger's text. */
export type ServerIdentity = {
  /** Canonical id, such as `npm:@scope/name` (see docs/how-it-works.md). */
  id: string
  name: string
  version: string
  description?: string
  homepage?: string
  repository?: string
}

/** All tools of one version of one server, seen at one time. */
export type Listing = { server: ServerIdentity; how: How; at: string; tools: ToolDefinition[] }

/** One try that gave no listing. */
export type Failure = { server: { id: string; name: string }; at: string; reason: string; message: string }

export type ServerRow = ServerIdentity & {
  how: How | null
  firstSeen: string
  lastSeen: string | null
  toolCount: number
  /** The latest failure, where nothing newer succeeded. */
  failure: { at: string; reason: string; message: string } | null
}

/** One tool as the catalogue now has it, with its label where there is one. */
export type ToolRow = {
  serverId: string
  /** Place among its server's tools, as listed. */
  position: number
  definition: ToolDefinition
  definitionHash: string
  how: How
  firstSeen: string
  lastSeen: string
  verdict: Verdict | null
}

export type Totals = {
  servers: number
  failed: number
  tools: number
  byCategory: { [category: string]: number }
}
