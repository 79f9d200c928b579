import type { Policy, SqlReader } from '../../policy/index.ts'

/** A policy as it stands now. */
export type StandingPolicy = {
  policy: Policy
  /** `sha256:` and the hash of its text: what approvals and the audit name it by. */
  version: string
  readsOnly: SqlReader | undefined
}

/** How hints are mended in `tools/list`: not at all, only towards caution, or as the evidence says. */
export type Repair = 'off' | 'tighten' | 'full'

/** One server as the owner has named it. */
export type ServerEntry = {
  name: string
  /** Its canonical id, which a policy may be bound to. */
  id: string
  /** What its names begin with where several servers stand behind one endpoint; else empty. */
  prefix: string
  policy: () => StandingPolicy
  repair: Repair
}

/** Who is at the client's end. */
export type Caller = {
  /** The id of a grant, or of the one user of a gateway without grants. */
  grant: string
  session: string
}
