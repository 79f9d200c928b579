import type { Grants } from '../grants/index.ts'
import type { Admit } from './serve-http.ts'

/**
 * Lets in whoever brings the token of a grant. Where there are no grants, and none are asked for, everybody who
 * can reach the gateway is its one user.
 */
export function admitWith(grants: Grants, always: boolean): Admit {
  return async authorization => {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1]
    if (token !== undefined) {
      const grant = await grants.verify(token)
      return grant === null ? refusal : { grant: grant.id }
    }
    const standing = (await grants.list()).some(({ revokedAt }) => revokedAt === null)
    return always || standing || authorization !== undefined ? refusal : { grant: 'local' }
  }
}

const refusal = {
  status: 401,
  message: 'The gateway wants the token of a grant: "placard grants" makes one.',
  headers: { 'www-authenticate': 'Bearer realm="placard"' },
}
