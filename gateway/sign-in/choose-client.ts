import {
  isStrictScopeSuperset,
  type OAuthClientInformationMixed,
  registerClient,
} from '@modelcontextprotocol/client'
import { guardedFetch } from './guarded-fetch.ts'
import type { Authority, SignIn, SignInOptions } from './types.ts'

export type Applicant = {
  server: string
  authority: Authority
  redirectUrl: string
  scope: string | undefined
  options: SignInOptions
  /** What was kept of the last sign-in. */
  before: SignIn | null
}

/**
 * As whom the gateway signs in: the client that the owner has named, else the owner's metadata document where
 * the authority reads such, else the client that it was registered as before, else a new one.
 */
export async function chooseClient(applicant: Applicant): Promise<OAuthClientInformationMixed> {
  const { authority, redirectUrl, scope, options, before, server } = applicant
  const { issuer, url, metadata } = authority
  if (options.issuer !== undefined && !isSame(options.issuer, issuer))
    throw new Error(
      `The server sends to ${issuer} to sign in, and the configuration knows ${options.issuer} only.`,
    )
  if (options.client_id !== undefined)
    return {
      client_id: options.client_id,
      ...(options.client_secret !== undefined && { client_secret: options.client_secret }),
    }
  if (options.client_metadata_url !== undefined && metadata?.client_id_metadata_document_supported === true)
    return { client_id: options.client_metadata_url }
  if (before !== null && isStillGood(before, applicant)) return before.client
  return registerClient(url, {
    ...(metadata && { metadata }),
    clientMetadata: {
      client_name: 'Placard gateway',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      application_type: 'native',
      token_endpoint_auth_method: 'none',
    },
    ...(scope && { scope }),
    fetchFn: guardedFetch(server),
  })
}

/** A client belongs to the authority that made it, and may be registered for one address and some scopes only. */
function isStillGood({ authority, redirectUrl, client }: SignIn, applicant: Applicant): boolean {
  const { scope } = client as { scope?: string }
  return (
    isSame(authority.issuer, applicant.authority.issuer) &&
    redirectUrl === applicant.redirectUrl &&
    (scope === undefined || !isStrictScopeSuperset(applicant.scope, scope))
  )
}

function isSame(issuer: string, other: string): boolean {
  return issuer.replace(/\/$/, '') === other.replace(/\/$/, '')
}
