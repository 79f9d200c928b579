/** Exactly what a yes is given to. With any of it different it is another call, which needs a yes of its own. */
export type ApprovalSubject = {
  /** Who calls: the id of a grant, or of the local client. */
  caller: string
  /** The canonical id of the server. */
  server: string
  tool: string
  /** As the client sent them, parsed. */
  arguments: unknown
  /** What tells one text of the policy from every other, such as its hash. */
  policyVersion: string
}

/** How to ask, as the policy's decision says. */
export type ApprovalTerms = {
  /** Whose yes is wanted. */
  who: string
  /** How long the question stands, and then how long the yes does. */
  waitMilliseconds: number
  /** The paths of the arguments that the person sees; absent: all of them. */
  show?: readonly string[]
}

export type ApprovalState = 'pending' | 'approved' | 'denied' | 'used' | 'expired'

/** A question that was put, and what became of it. Times are milliseconds since 1970. */
export type Approval = {
  /** Short enough to be typed. */
  id: string
  caller: string
  server: string
  tool: string
  /** `sha256:` and the hash of the canonical JSON of the arguments. */
  argumentsHash: string
  policyVersion: string
  who: string
  /** JSON of what the person sees: the arguments, or the values at each path; empty once decided. */
  shown: string
  state: ApprovalState
  createdAt: number
  expiresAt: number
  decidedAt: number | null
  decidedBy: string | null
}

export type Approvals = {
  /**
   * Puts a question, or gives the one that stands about exactly this call: pending, already approved, or
   * denied (which stands as long as a question would, so that nobody is asked again and again). Null: the
   * caller has too many open questions, and the call is to be denied.
   */
  ask: (subject: ApprovalSubject, terms: ApprovalTerms) => Promise<Approval | null>
  /** Uses up the yes to exactly this call. True once for every yes; only then may the call be forwarded. */
  take: (subject: ApprovalSubject) => Promise<boolean>
  /** Answers a question. False: it is not open any more, or never was. */
  decide: (id: string, answer: 'approve' | 'deny', by: string) => Promise<boolean>
  /** Waits until a question is answered, by whichever process, or expires. Aborting ends the wait as it stands. */
  answered: (id: string, signal?: AbortSignal) => Promise<ApprovalState>
  get: (id: string) => Promise<Approval | null>
  /** The open questions, the oldest first. */
  pending: () => Promise<Approval[]>
  /** The newest 100 that are no longer open. */
  decided: () => Promise<Approval[]>
}
