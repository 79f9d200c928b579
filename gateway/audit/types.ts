/** One decision, as the gateway has it. */
export type AuditEntry = {
  /** The id of the grant, or of the local client. */
  who: string
  session: string
  /** The canonical id of the server. */
  server: string
  tool: string
  decision: 'allow' | 'deny' | 'ask'
  /** JSON Pointer into the policy to what decided. */
  rule: string
  /** What tells this text of the policy from every other. */
  policy: string
  /** As the client sent them, parsed. Only the names of the keys and a keyed hash are written. */
  arguments?: unknown
}

/** What stands in every line of the log. */
type Chained = {
  /** Counts from 1 in every lane. */
  seq: number
  /** ISO 8601, UTC. */
  at: string
  /** The hash of the line before; zeros before the first. */
  previous: string
  /** SHA-256 of the line as far as this. */
  hash: string
}

/** The line of a decision. Names are cut at 256 characters, and so are keys, of which 64 are named. */
export type DecisionLine = Chained & {
  kind: 'decision'
  who: string
  session: string
  server: string
  tool: string
  decision: AuditEntry['decision']
  rule: string
  policy: string
  /** The names of the arguments, sorted. */
  keys: string[]
  /** `hmac-sha256:` and the HMAC of the canonical JSON of the arguments under the log's key, in hex. */
  arguments: string
  /** The arguments as canonical JSON, where values are asked for; cut at 64 KiB. */
  values?: string
}

export type EventLine = Chained & { kind: 'event' } & AuditEvent
export type AuditLine = DecisionLine | EventLine

/** Something else that has to be on record, such as `policy-reloaded` or `tool-withheld`. Short texts only. */
export type AuditEvent = { event: string; detail?: { [name: string]: string | number | boolean } }

/** The log of one process. Its lines form one chain, whatever process wrote them before. */
export type Audit = {
  /**
   * Writes the line of a decision, before the call is forwarded. Throws an `AuditFailure` where it cannot be
   * written whole (a full disk): then nothing may be forwarded.
   */
  record: (entry: AuditEntry) => void
  /** Writes the line of another event; throws like `record`. */
  event: (event: AuditEvent) => void
  /** Waits for the disk and gives the log to whoever comes next. */
  close: () => void
}

export type AuditOptions = {
  /** The folder of the log. Made where there is none, for its owner only. */
  folder: string
  /** A file that is larger begins a new one, in bytes. 16 MiB unless told otherwise. */
  rotateAt?: number
  /** How many files are kept; all of them unless told otherwise. */
  keep?: number
  /** Whether the values of the arguments are written too. */
  values?: boolean
  /** In milliseconds since 1970. */
  now?: () => number
}

/** What the log has to say about its own soundness. */
export type AuditProblem = { file: string; line: number; message: string }

/** One chain of the log: one process at a time writes to it. */
export type LaneReport = {
  lane: string
  files: number
  lines: number
  /** The number of the first line that is kept; more than 1 where older files have been removed. */
  first: number
  /** The hash of the last line, to be noted down and looked for later. */
  head: string
  /** Lines that a dying process left unfinished, and that the chain knows of. */
  torn: number
  /** The bytes at the very end that are no line: what a process left that has just died. */
  unfinished: number
  problems: AuditProblem[]
}
