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
