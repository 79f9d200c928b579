import type { ToolDefinition } from '../../classifier/index.ts'
import type { Network } from '../network.ts'

/**
 * A place where servers are found. `discover` goes through it page by page; whoever asks records a page and
 * its `state` in one go, so that a crawl that is ended at any moment goes on after the last recorded page,
 * with nothing lost and nothing done twice.
 */
export type Source = {
  /** A word, such as `registry`. It is the key of the source's state. */
  id: string
  /** What it is, for reports: a few plain words. */
  title: string
  /** The origin it asks, where that is the user's own choice, and so to be trusted as it is. */
  origin?: string
  /** Its pages, until there are no more. Throws `CannotList` where the source itself cannot be read. */
  discover(visit: Visit): AsyncIterable<Page>
}

/** What a source needs to go about its work. */
export type Visit = {
  network: Network
  /** The `state` of the last recorded page, of this visit or of the one before; null for the first of all. */
  state: unknown
  /** What is known already of one kind, in any order, for sources that look things up by name. */
  known<Kind extends Place['kind']>(kind: Kind): Iterable<Extract<Place, { kind: Kind }>>
  now(): Date
  signal?: AbortSignal
}

export type Page = {
  found: Found[]
  /** JSON, to be handed back as it is. A source takes nothing on trust from it. */
  state: { [key: string]: unknown }
  /** What was left out, one plain sentence each, free of control characters. */
  problems: string[]
  /** How many there are in all, where the source says so: for a progress bar. */
  total?: number
}

/** `deleted` servers are gone from their source: nothing new is to be read from them. */
export type Status = 'active' | 'deprecated' | 'deleted'

/**
 * A server as one source tells of it. Strings are a stranger's text. Ids are those of `crawler/identity`.
 */
export type Found = {
  /** The best id by this source's own evidence. Which server it is in the end, `resolveServers` says. */
  id: string
  /** Other ids that are the same server on this source's authority. */
  aliases: string[]
  /** Ids it says belong to it, such as the repository a package names: the other side may say otherwise. */
  claims: string[]
  name: string
  title?: string
  description?: string
  version?: string
  homepage?: string
  /** An address of its source code, for people. */
  repository?: string
  status: Status
  /** Why it is deprecated or deleted, where somebody said so. */
  statusMessage?: string
  /** When the source last changed what it says, RFC 3339. */
  updatedAt?: string
  /** Where its code or the server itself is; best first. Empty where nothing is known of that. */
  places: Place[]
  /** The tools a catalogue says it has: `published` sightings. Absent where it says nothing of tools. */
  published?: ToolDefinition[]
}

/** Where a server's code, package, image or the server itself is. */
export type Place =
  | { kind: 'npm'; package: string; version?: string; bin?: string; args?: string[]; environment?: string[] }
  | { kind: 'pypi'; package: string; version?: string; args?: string[]; environment?: string[] }
  | { kind: 'oci'; image: string; environment?: string[] }
  | { kind: 'mcpb'; url: string; sha256?: string }
  /** `owner/name`; `folder` within it, with `/` between its parts; `ref` a tag, branch or commit. */
  | { kind: 'github'; repository: string; folder?: string; ref?: string }
  /** A server at an address. `variables` where the address has to be filled in first. */
  | { kind: 'remote'; url: string; transport: 'http' | 'sse'; variables?: boolean; headers?: string[] }
  /** A program on the user's own machine. Names of variables alone: their values are nobody's business. */
  | { kind: 'command'; command: string; args: string[]; environment?: string[] }
