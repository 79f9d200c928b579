import type { Counters, Decision, Limit } from '../../policy/index.ts'

/** Whose counters a call uses: a grant's id, a session's id, a server's canonical id. */
export type Scopes = Record<Limit['scope'], string>

/** What a call that was let through has used up. Plain data, to be given back to `release`. */
export type Reservation = {
  /** One for every counter. `key` names it, `at` (microseconds) and `amount` the entry in it. */
  entries: { key: string; at: number; amount: number }[]
}

/** The decision, and for an allowed call that limits apply to what it has used up. */
export type Judged = { decision: Decision; reservation: Reservation | null }

/**
 * The limits as they stand, kept across restarts and shared by every process that opens the same state.
 *
 * A call counts from the moment it is let through, before it is forwarded, and counts until its window has
 * passed: whatever dies meanwhile, nothing is forgotten. Only `release` takes it back.
 */
export type Ledger = {
  /**
   * Decides a call and reserves what it uses up, in one transaction: of calls that race at a limit no more get
   * through than it allows. `decide` may be run twice and has to be pure. Never throws: a state that cannot be
   * read or written is a denial.
   */
  judge: (scopes: Scopes, decide: (counters: Counters) => Decision) => Judged | Promise<Judged>
  /**
   * Takes back what a call reserved that never reached its server. Taking it back twice does nothing. Never
   * throws: what cannot be taken back stays counted.
   */
  release: (reservation: Reservation) => void | Promise<void>
}

/** A row of the table of approvals. Times are milliseconds since 1970. */
export type ApprovalRow = {
  id: string
  /** The hash of all that the approval is bound to. */
  binding: string
  caller: string
  server: string
  tool: string
  arguments_hash: string
  policy_version: string
  who: string
  /** What the person sees of the arguments, as JSON; empty once decided. */
  shown: string
  state: 'pending' | 'approved' | 'denied' | 'used' | 'expired'
  wait_ms: number
  created_at: number
  expires_at: number
  decided_at: number | null
  decided_by: string | null
}

export type ApprovalRows = {
  /** Adds a pending row, unless the caller has `most` of them already. */
  insert: (row: ApprovalRow, most: number) => Promise<boolean>
  /** The newest row of a binding that is pending, approved or denied, and has not expired. */
  live: (binding: string, now: number) => Promise<ApprovalRow | null>
  get: (id: string) => Promise<ApprovalRow | null>
  /** The newest first. */
  list: (states: readonly ApprovalRow['state'][], most: number) => Promise<ApprovalRow[]>
  /** Decides a pending row. False: it is no longer pending. */
  decide: (
    id: string,
    state: 'approved' | 'denied',
    by: string,
    now: number,
    expiresAt: number,
  ) => Promise<boolean>
  /** Uses up one approved row of a binding. False: there is none. */
  use: (binding: string, now: number) => Promise<boolean>
  /** Marks what has expired and forgets what was shown; deletes what is older than a month. */
  expire: (now: number) => Promise<void>
}

/** A row of the table of grants. Times are milliseconds since 1970. */
export type GrantRow = {
  id: string
  name: string
  /** SHA-256 of the token, in hex. */
  token_hash: string
  /** The token before the last rotation, and until when it is still taken. */
  previous_hash: string | null
  previous_until: number | null
  policy: string
  /** The servers it may reach, as a JSON array. */
  servers: string
  created_at: number
  expires_at: number | null
  rotated_at: number | null
  revoked_at: number | null
}

export type GrantRows = {
  /** False: a grant that is not revoked has this name. */
  insert: (row: GrantRow) => Promise<boolean>
  get: (id: string) => Promise<GrantRow | null>
  list: () => Promise<GrantRow[]>
  /** False: there is no such grant, or it is revoked. */
  rotate: (id: string, hash: string, now: number, previousUntil: number) => Promise<boolean>
  revoke: (id: string, now: number) => Promise<boolean>
}

/** All that the gateway remembers. */
export type State = {
  ledger: Ledger
  approvals: ApprovalRows
  grants: GrantRows
  close: () => Promise<void>
}
