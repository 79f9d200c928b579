import { OAuthError, OAuthErrorCode, refreshAuthorization } from '@modelcontextprotocol/client'
import { guardedFetch } from './guarded-fetch.ts'
import { endOf } from './token-keeper.ts'
import type { SignIn } from './types.ts'

/**
 * Gets a new token from the authority that gave the last one, whatever the server says by now. Null where the
 * authority does not take the sign-in any more; rejects where it cannot be asked.
 */
export async function refresh(signIn: SignIn): Promise<Pick<SignIn, 'tokens' | 'endsAt'>> {
  const { server, authority, client, tokens } = signIn
  try {
    const fresh = await refreshAuthorization(authority.url, {
      clientInformation: client,
      refreshToken: tokens!.refresh_token!,
      ...(authority.metadata && { metadata: authority.metadata }),
      ...(authority.resource !== null && { resource: authority.resource }),
      fetchFn: guardedFetch(server),
    })
    return { tokens: fresh, endsAt: endOf(fresh) }
  } catch (error) {
    const isOver = error instanceof OAuthError && over.has(error.code)
    if (isOver) return { tokens: null, endsAt: null }
    // What the authority said may repeat what it was sent.
    throw new Error('its token could not be renewed')
  }
}

const over = new Set<string>([
  OAuthErrorCode.InvalidGrant,
  OAuthErrorCode.InvalidClient,
  OAuthErrorCode.UnauthorizedClient,
])
