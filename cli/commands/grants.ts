import { resolve } from 'node:path'
import { type Grant, type Grants, openGrants } from '../../gateway/grants/index.ts'
import { parsePolicy } from '../../policy/index.ts'
import { plainTable } from '../output/plain-table.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import { withState } from './gateway-state.ts'

/** A token to print, and what there is to say about it beside. */
export type ShownToken = { token: string; note: string }

/** Every grant in a table. */
export function listGrants(folder: string | undefined): Promise<string> {
  return withGrants(folder, async grants => {
    const all = await grants.list()
    if (all.length === 0) return 'There are no grants. "placard grants add NAME --policy FILE" makes one.'
    const now = Date.now()
    const rows = all.map(grant => rowOf(grant, now))
    return plainTable(['id', 'name', 'state', 'servers', 'policy', 'made', 'ends'], rows)
  })
}

/** Makes a grant. Throws where the policy is not valid, or the name is taken. */
export function addGrant(
  folder: string | undefined,
  name: string,
  { policy, server, expires }: { policy: string; server: string[]; expires?: number },
): Promise<ShownToken> {
  const path = resolve(policy)
  if (!parsePolicy(readText(path)).ok)
    throw new Error(
      `${safeText(policy, 200)} is not a valid policy: see "placard policy validate ${safeText(policy, 200)}".`,
    )
  return withGrants(folder, async grants => {
    const expiresAt = expires === undefined ? null : Date.now() + expires
    const { grant, token } = await grants.add({ name, policy: path, servers: server, expiresAt })
    return { token, note: `The grant ${safeText(grant.name, 80)} (${grant.id}) has this token. ${once}` }
  })
}

/** Gives a grant a new token. */
export function rotateGrant(folder: string | undefined, name: string, grace: number): Promise<ShownToken> {
  return withGrants(folder, async grants => {
    const { grant, token } = await grants.rotate(name, grace)
    const old =
      grace === 0 ? 'The old one is refused from now on.' : `The old one is taken for ${grace / 60_000} min.`
    return { token, note: `The grant ${safeText(grant.name, 80)} has a new token. ${old} ${once}` }
  })
}

/** Revokes a grant, and says so. */
export function revokeGrant(folder: string | undefined, name: string): Promise<string> {
  return withGrants(folder, async grants => {
    const grant = await grants.revoke(name)
    return `The grant ${safeText(grant.name, 80)} (${grant.id}) is revoked: its tokens are refused from now on.`
  })
}

const once = 'It is shown this once.'

function withGrants<Result>(
  folder: string | undefined,
  work: (grants: Grants) => Promise<Result>,
): Promise<Result> {
  return withState(folder, state => work(openGrants(state.grants)))
}

function rowOf(grant: Grant, now: number): string[] {
  const { id, name, servers, policy, createdAt, expiresAt, revokedAt } = grant
  const isOver = expiresAt !== null && expiresAt <= now
  const standing = revokedAt !== null ? 'revoked' : isOver ? 'expired' : 'stands'
  return [
    id,
    safeText(name, 40),
    standing,
    servers.length === 0 ? 'all' : servers.map(server => safeText(server, 40)).join(', '),
    safeText(policy, 80),
    day(createdAt),
    expiresAt === null ? 'never' : day(expiresAt),
  ]
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
