import type { Category, Severity, ToolDefinition, Verdict } from '../classifier/index.ts'

/**
 * How a definition was seen: the server said so, it was read from its source, or a catalogue said so. Where several
 * were, the earlier in this list counts.
 */
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

/** All tools of one version of one server, seen in one way at one time. */
export type Listing = {
  server: ServerIdentity
  how: How
  /** ISO 8601, in UTC. */
  at: string
  tools: ToolDefinition[]
  /** Where each tool stands in the server's source, such as `src/index.ts:12`, by the tool's name. */
  places?: Map<string, string>
  /** How many there were that look like tools and were not proven to be any. */
  unproven?: number
  /** When each tool was first seen, where that was before `at`; as many as there are tools, in their order. */
  since?: string[]
}

/** What a listing came to: whether the tools or the version that the catalogue holds are others than before. */
export type ListingOutcome = 'new' | 'changed' | 'unchanged'

/** One try that gave no listing. */
export type Failure = { server: { id: string; name: string }; at: string; reason: string; message: string }

export type ServerRow = ServerIdentity & {
  how: How | null
  firstSeen: string
  lastSeen: string | null
  toolCount: number
  /** Absent while its source offers it as ever. */
  status?: 'deprecated' | 'deleted'
  /** Why, where somebody said so. */
  statusMessage?: string
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
  /** Where it stands in the source, such as `src/index.ts:12`, where that is known in any way. */
  place?: string
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

/** One way in which one version of a server was seen. */
export type ListingRow = {
  version: string
  how: How
  firstSeen: string
  lastSeen: string
  tools: number
  unproven: number
  /** True for the one whose tools the catalogue shows. */
  current: boolean
}

/** One definition that a tool has or had. */
export type DefinitionRow = {
  version: string
  how: How
  definition: ToolDefinition
  definitionHash: string
  firstSeen: string
  lastSeen: string
}

/** A tool that the ways of seeing one version do not agree on. */
export type Difference = {
  tool: string
  /** What of it they describe otherwise; none where it is only missing in one of them. */
  members: ('title' | 'description' | 'inputSchema' | 'outputSchema' | 'annotations')[]
  /** The definition in each way, null where it is missing. */
  hashes: { how: How; hash: string | null }[]
}

/** A server that has definitions in common with another: a copy, a fork, or another name of it. */
export type Relative = { id: string; shared: number; toolCount: number }

export type Label = { category: Category; severity: Severity }

/** One thing that happened. Hashes are of definitions; labels are short. */
export type Change = { at: string; serverId: string } & (
  | { kind: 'new-server' }
  | { kind: 'new-tool'; tool: string; after: string }
  | { kind: 'gone-tool'; tool: string; before: string }
  | { kind: 'changed-definition'; tool: string; before: string; after: string }
  | {
      kind: 'changed-label'
      tool: string
      before: string
      after: string
      beforeLabel: Label
      afterLabel: Label
    }
)
export type ChangeKind = Change['kind']

/** What became of a server at its source. Nothing new is to be read from a `deleted` one. */
export type Status = 'active' | 'deprecated' | 'deleted'

/** A server as one source told of it, in that source's own words: JSON. */
export type FoundRow = { source: string; id: string; entry: string }

/** Something to be read. */
export type NewTask = {
  /** One of its kind: what is read and how, such as `listed remote:https://notes.example/mcp`. */
  id: string
  serverId: string
  /** Empty where nobody says. */
  version: string
  /** Whatever has this mark was read before, where it was read at all: it is not due again for its own sake. */
  mark: string
  /** What the reader needs to know: JSON. */
  entry: string
}
/** `tries` counts failures since it last went well. */
export type Task = NewTask & { tries: number }

/** What came of a task, and when it is due again: null for not before it has another mark. */
export type TaskResult = { due: string | null } & (
  | { ok: true; listing: Listing; problems: string[] }
  | { ok: false; failure: Failure; how: How }
)

/** One crawl from its first start to its end, however often it was interrupted. */
export type Job = {
  id: number
  /** ISO 8601. */
  started: string
  /** Whoever does it, such as a process. */
  owner: string
  /** When the owner last said that it is alive, in milliseconds since 1970. */
  beat: number
}

/** What a job made of a task. */
export type TaskRow = {
  id: string
  serverId: string
  outcome: ListingOutcome | 'failed'
  /** Tools that were read. */
  tools: number
  reason?: string
  message?: string
  /** What was left out of the listing, one plain sentence each. */
  problems: string[]
  /** When it is tried again; absent where not for its own sake. */
  due?: string
}
