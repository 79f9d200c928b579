import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
  OAuthTokens,
} from '@modelcontextprotocol/client'

/** What the owner says of signing in at a server. All of it may be absent: then it is found out. */
export type SignInOptions = {
  /** `client_credentials` for a machine of its own, which needs no person. */
  grant: 'authorization_code' | 'client_credentials'
  client_id?: string | undefined
  client_secret?: string | undefined
  /** The address of a client id metadata document, which the owner publishes. */
  client_metadata_url?: string | undefined
  /** The authorization server that all of this is for. No other one gets it. */
  issuer?: string | undefined
  scope?: string | undefined
  /** The port of the redirect, where the authorization server knows it beforehand. */
  redirect_port?: number | undefined
}

/** Who gives out tokens for a server, and what for. */
export type Authority = {
  issuer: string
  /** The address that its own addresses are meant from, where it publishes none. */
  url: string
  metadata?: AuthorizationServerMetadata | undefined
  /** What the token is to be good for, as the server says it; null where it says nothing. */
  resource: string | null
  /** What the server itself asks for. */
  scope?: string | undefined
}

/** What is kept of a sign-in. Its tokens go to the server alone, its refresh token to the authority alone. */
export type SignIn = {
  /** The address of the server. */
  server: string
  authority: Authority
  client: OAuthClientInformationMixed
  redirectUrl: string
  tokens: OAuthTokens | null
  /** When the access token ends, in milliseconds since 1970; null where nobody said. */
  endsAt: number | null
}

/** The tokens for one server, as its links use them. */
export type TokenKeeper = {
  /** The `Authorization` header as it stands; null where nobody has signed in. Rejects where it cannot be renewed. */
  header(): Promise<string | null>
  /** The server does not take what was used. False: nobody but the owner can mend that. */
  renew(used: string | null): Promise<boolean>
}

/** Somebody has to sign in before the server lets the gateway in. */
export class NotSignedIn extends Error {}
