import type { Grants } from '../grants/index.ts'
import type { StandingPolicy } from '../session/types.ts'
import type { Admit } from './serve-http.ts'

export type AdmitOptions = {
  grants: Grants
  /** Whether a grant is needed even where there are none. */
  always: boolean
  /** The policy in a file, as it stands. Rejects where it is none. */
  policyAt(path: string): Promise<() => StandingPolicy>
}

/**
 * Lets in whoever brings the token of a grant, under the grant's own policy. Where there are no grants, and none
 * are asked for, everybody who can reach the gateway is its one user.
 */
export function admitWith({ grants, always, policyAt }: AdmitOptions): Admit {
  return async authorization => {
    if (authorization === undefined) {
      const standing = always || (await grants.list()).some(({ revokedAt }) => revokedAt === null)
      return standing ? refusal : { grant: 'local' }
    }
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1]
    const grant = token === undefined ? null : await grants.verify(token)
    if (grant === null) return refusal
    const { id, policy, servers } = grant
    try {
      return { grant: id, policy: await policyAt(policy), ...(servers.length > 0 && { servers }) }
    } catch {
      return {
        status: 503,
        message: 'The policy of this grant cannot be read, and nothing passes without it.',
      }
    }
  }
}

const refusal = {
  status: 401,
  message: 'The gateway wants the token of a grant: "placard grants" makes one.',
  headers: { 'www-authenticate': 'Bearer realm="placard"' },
}
