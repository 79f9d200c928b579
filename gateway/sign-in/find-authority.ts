import {
  checkResourceAllowed,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  resourceUrlFromServerUrl,
} from '@modelcontextprotocol/client'
import { guardedFetch, isSafeFor } from './guarded-fetch.ts'
import type { Authority } from './types.ts'

/**
 * Finds out who gives out tokens for a server, by what the server says of itself (RFC 9728) and what the
 * authority says of itself (RFC 8414). Rejects where the two do not fit together: a server must not get a token
 * that is good for another one.
 */
export async function findAuthority(server: string): Promise<Authority> {
  const address = new URL(server)
  if (!isSafeFor(address, address))
    throw new Error('Tokens are sent over https, or within this machine, only.')
  const challenge = await challengeOf(server)
  const { resourceMetadataUrl } = challenge
  const found = await discoverOAuthServerInfo(server, {
    fetchFn: guardedFetch(server),
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
  })
  const { authorizationServerUrl: url, authorizationServerMetadata: metadata, resourceMetadata } = found
  const resource = resourceMetadata?.resource ?? null
  if (resource !== null && !isFor(server, resource))
    throw new Error('The server asks for a token that is good for another server. It gets none.')
  if (resource !== null && !isNamedBy(metadata, resource))
    throw new Error('The authorization server does not know this server, and says which ones it knows.')
  const scope = challenge.scope ?? resourceMetadata?.scopes_supported?.join(' ')
  return { issuer: metadata?.issuer ?? url, url, metadata, resource, ...(scope && { scope }) }
}

/** What the server answers to whoever has no token. */
async function challengeOf(server: string): Promise<ReturnType<typeof extractWWWAuthenticateParams>> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const stop = new AbortController()
  try {
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)])
    const response = await fetch(server, { method: 'POST', body, headers, redirect: 'manual', signal })
    return response.status === 401 || response.status === 403 ? extractWWWAuthenticateParams(response) : {}
  } catch (cause) {
    throw new Error('The server does not answer.', { cause })
  } finally {
    // Its answer may be a stream.
    stop.abort()
  }
}

function isFor(server: string, resource: string): boolean {
  if (!URL.canParse(resource)) return false
  return checkResourceAllowed({
    requestedResource: resourceUrlFromServerUrl(server),
    configuredResource: resource,
  })
}

/** Where an authority lists the servers that it is there for (RFC 9728, section 4), this one has to be among them. */
function isNamedBy(metadata: object | undefined, resource: string): boolean {
  const { protected_resources: known } = (metadata ?? {}) as { protected_resources?: unknown }
  return !Array.isArray(known) || known.includes(resource)
}
