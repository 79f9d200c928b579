import { guardedFetch } from './guarded-fetch.ts'
import type { SignIns } from './sign-ins.ts'

/**
 * Forgets a sign-in, and tells the authority that its tokens are over (RFC 7009), where it listens to that. False
 * where there was none; `told` whether the authority knows.
 */
export async function endSignIn(
  server: string,
  signIns: SignIns,
): Promise<{ found: boolean; told: boolean }> {
  return signIns.alone(server, async () => {
    const known = signIns.of(server)
    if (known === null) return { found: false, told: false }
    signIns.remove(server)
    const { authority, client, tokens } = known
    const { revocation_endpoint: address } = (authority.metadata ?? {}) as { revocation_endpoint?: string }
    const token = tokens?.refresh_token ?? tokens?.access_token
    if (address === undefined || token === undefined) return { found: true, told: false }
    const secret = client.client_secret === undefined ? {} : { client_secret: client.client_secret }
    const body = new URLSearchParams({ token, client_id: client.client_id, ...secret })
    const told = await guardedFetch(server)(address, { method: 'POST', body }).then(
      ({ status }) => status === 200,
      () => false,
    )
    return { found: true, told }
  })
}
