/** Leave for one client to use the gateway. Times are milliseconds since 1970. */
export type Grant = {
  id: string
  name: string
  /** The path of the policy that holds for it. */
  policy: string
  /** The names of the servers it may reach; empty: all that the gateway has. */
  servers: string[]
  createdAt: number
  expiresAt: number | null
  rotatedAt: number | null
  revokedAt: number | null
}

export type NewGrant = { name: string; policy: string; servers: string[]; expiresAt?: number | null }

export type Grants = {
  /** Makes a grant. The token is shown this once: only its hash is kept. Throws where the name is taken. */
  add: (grant: NewGrant) => Promise<{ grant: Grant; token: string }>
  /** All grants, also those that are revoked or expired. */
  list: () => Promise<Grant[]>
  /** A new token; the old one is still taken for `graceMilliseconds`. Throws where no such grant stands. */
  rotate: (nameOrId: string, graceMilliseconds?: number) => Promise<{ grant: Grant; token: string }>
  /** From the next request on the grant's tokens are refused. Throws where no such grant stands. */
  revoke: (nameOrId: string) => Promise<Grant>
  /** The grant of a bearer token; null for one that is unknown, old, expired or revoked. */
  verify: (token: string) => Promise<Grant | null>
}
