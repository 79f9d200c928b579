import { ClientCredentialsProvider, fetchToken, type OAuthTokens } from '@modelcontextprotocol/client'
import { findAuthority } from './find-authority.ts'
import { guardedFetch } from './guarded-fetch.ts'
import type { SignInOptions } from './types.ts'

/** Gets a token for the gateway itself, with the secret that the owner has configured for one authority. */
export async function getOwnToken(server: string, options: SignInOptions): Promise<OAuthTokens> {
  const { client_id = '', client_secret = '', issuer = '', scope } = options
  const authority = await findAuthority(server).catch(({ message }: Error) => {
    throw new Error(`nobody gives out tokens for it: ${message}`)
  })
  if (authority.issuer.replace(/\/$/, '') !== issuer.replace(/\/$/, ''))
    throw new Error(`it sends to ${authority.issuer} for a token, and the secret is for ${issuer}`)
  const wanted = scope ?? authority.scope
  const provider = new ClientCredentialsProvider({
    ...{ clientId: client_id, clientSecret: client_secret, expectedIssuer: authority.issuer },
    ...(wanted && { scope: wanted }),
  })
  try {
    return await fetchToken(provider, authority.url, {
      ...(authority.metadata && { metadata: authority.metadata }),
      ...(authority.resource !== null && { resource: authority.resource }),
      ...(wanted && { scope: wanted }),
      fetchFn: guardedFetch(server),
    })
  } catch {
    // What the authority said may repeat what it was sent.
    throw new Error('it was given no token')
  }
}
