import { randomBytes } from 'node:crypto'
import { computeScopeUnion, exchangeAuthorization, startAuthorization } from '@modelcontextprotocol/client'
import { chooseClient } from './choose-client.ts'
import { findAuthority } from './find-authority.ts'
import { guardedFetch, isSafeFor } from './guarded-fetch.ts'
import { type CodeReceiver, openReceiver } from './receive-code.ts'
import { nameOf, type SignIns } from './sign-ins.ts'
import { endOf } from './token-keeper.ts'
import type { Authority, SignIn, SignInOptions } from './types.ts'

/** How long a person may take, in milliseconds. */
const patience = 10 * 60_000

/**
 * Lets a person sign in at a server with their browser, by the authorization code flow with PKCE, and keeps the
 * tokens. `show` is given the address to open, and who it belongs to. Rejects where no token comes of it.
 */
export async function signIn(
  server: string,
  options: SignInOptions,
  signIns: SignIns,
  show: (address: URL, authority: Authority) => void,
  signal: AbortSignal = AbortSignal.timeout(patience),
): Promise<SignIn> {
  const authority = await findAuthority(server)
  const before = signIns.of(server)
  const receiver = await receiverFor(options, before)
  try {
    const { redirectUrl } = receiver
    const scope = scopeOf(authority, options, before)
    const client = await chooseClient({ server, authority, redirectUrl, scope, options, before })
    const state = randomBytes(32).toString('base64url')
    const common = {
      clientInformation: client,
      ...(authority.metadata && { metadata: authority.metadata }),
      ...(authority.resource !== null && { resource: authority.resource }),
    }
    const { authorizationUrl, codeVerifier } = await startAuthorization(authority.url, {
      ...{ ...common, redirectUrl, state },
      ...(scope && { scope }),
    })
    if (!isSafeFor(authorizationUrl, new URL(server)))
      throw new Error('The authorization server is not at an https address.')
    show(authorizationUrl, authority)
    const { code, iss } = await until(signal, receiver.receive(state))
    const tokens = await exchangeAuthorization(authority.url, {
      ...{ ...common, authorizationCode: code, codeVerifier, redirectUri: redirectUrl },
      ...(iss !== undefined && { iss }),
      fetchFn: guardedFetch(server),
    })
    const done = { server: nameOf(server), authority, client, redirectUrl, tokens, endsAt: endOf(tokens) }
    await signIns.alone(server, async () => signIns.keep(done))
    return done
  } finally {
    receiver.close()
  }
}

/** At the port of the last time where it is free, so that the registration still holds. */
async function receiverFor({ redirect_port }: SignInOptions, before: SignIn | null): Promise<CodeReceiver> {
  if (redirect_port !== undefined) return openReceiver(redirect_port)
  const port = before === null ? 0 : Number(new URL(before.redirectUrl).port)
  return openReceiver(port).catch(() => openReceiver())
}

/**
 * What the owner asks for, beside what the token of before is good for; else what the server asks for. With the
 * wish to be let in again later, where the authority knows it.
 */
function scopeOf(
  { scope: wanted, metadata, issuer }: Authority,
  options: SignInOptions,
  before: SignIn | null,
): string | undefined {
  const granted = before?.authority.issuer === issuer ? before.tokens?.scope : undefined
  const scope = options.scope === undefined ? wanted : computeScopeUnion(granted, options.scope)
  const knows = metadata?.scopes_supported?.includes('offline_access') === true
  return scope === undefined || !knows ? scope : computeScopeUnion(scope, 'offline_access')
}

function until<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Nobody has signed in.')), { once: true })
  })
  return Promise.race([work, late])
}
