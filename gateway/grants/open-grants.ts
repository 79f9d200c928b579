import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { GrantRow, GrantRows } from '../ledger/index.ts'
import type { Grant, Grants, NewGrant } from './types.ts'

/** The grants kept in the state. `now` is in milliseconds since 1970. */
export function openGrants(rows: GrantRows, now: () => number = Date.now): Grants {
  return {
    add: async grant => {
      const { row, token } = rowOf(grant, now())
      if (!(await rows.insert(row)))
        throw new Error(
          `There is a grant named ${JSON.stringify(grant.name)} already: revoke it, or rotate it.`,
        )
      return { grant: grantOf(row), token }
    },
    list: async () => (await rows.list()).map(grantOf),
    rotate: async (nameOrId, graceMilliseconds = 0) => {
      const row = await find(rows, nameOrId)
      const { token, tokenHash } = newToken(row.id)
      const time = now()
      if (!(await rows.rotate(row.id, tokenHash, time, time + graceMilliseconds))) throw missing(nameOrId)
      return { grant: grantOf({ ...row, rotated_at: time }), token }
    },
    revoke: async nameOrId => {
      const row = await find(rows, nameOrId)
      const time = now()
      if (!(await rows.revoke(row.id, time))) throw missing(nameOrId)
      return grantOf({ ...row, revoked_at: time })
    },
    verify: async token => {
      const id = tokenPattern.exec(token)?.[1]
      const row = id === undefined ? null : await rows.get(id)
      return row !== null && takes(row, hash('sha256', token), now()) ? grantOf(row) : null
    },
  }
}

/** The id is for looking up; what is secret are the 256 bits behind it. */
const tokenPattern = /^placard_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/

function newToken(id: string): { token: string; tokenHash: string } {
  const token = `placard_${id}_${randomBytes(32).toString('base64url')}`
  // 256 random bits cannot be guessed from their hash, so it needs neither salt nor slowness.
  return { token, tokenHash: hash('sha256', token) }
}

function rowOf(
  { name, policy, servers, expiresAt }: NewGrant,
  now: number,
): { row: GrantRow; token: string } {
  const id = randomBytes(8).toString('hex')
  const { token, tokenHash } = newToken(id)
  const row = {
    ...{ id, name, policy, servers: JSON.stringify(servers), token_hash: tokenHash, created_at: now },
    ...{ previous_hash: null, previous_until: null, rotated_at: null, revoked_at: null },
    expires_at: expiresAt ?? null,
  }
  return { row, token }
}

function takes(row: GrantRow, tokenHash: string, now: number): boolean {
  const current = same(row.token_hash, tokenHash)
  const previous = same(row.previous_hash ?? '', tokenHash) && now < (row.previous_until ?? 0)
  return (current || previous) && row.revoked_at === null && (row.expires_at === null || now < row.expires_at)
}

function same(kept: string, given: string): boolean {
  const [a, b] = [Buffer.from(kept), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

async function find(rows: GrantRows, nameOrId: string): Promise<GrantRow> {
  const standing = (await rows.list()).filter(row => row.revoked_at === null)
  const row = standing.find(({ id }) => id === nameOrId) ?? standing.find(({ name }) => name === nameOrId)
  if (row === undefined) throw missing(nameOrId)
  return row
}

function missing(nameOrId: string): Error {
  return new Error(`There is no grant ${JSON.stringify(nameOrId)}, or it is revoked.`)
}

function grantOf(row: GrantRow): Grant {
  return {
    id: row.id,
    name: row.name,
    policy: row.policy,
    servers: JSON.parse(row.servers),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    rotatedAt: row.rotated_at,
    revokedAt: row.revoked_at,
  }
}
