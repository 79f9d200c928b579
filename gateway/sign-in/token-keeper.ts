import type { OAuthTokens } from '@modelcontextprotocol/client'
import type { SignIns } from './sign-ins.ts'
import type { SignIn, SignInOptions, TokenKeeper } from './types.ts'

/** Before its end a token is renewed, in milliseconds: a call takes its time, too. */
const margin = 30_000

type Held = { header: string; endsAt: number | null }

/**
 * Keeps the token for one server: as somebody has signed in, or as the gateway gets it for itself. Several
 * processes may share a sign-in: one of them renews it, and the others take what that one got.
 */
export function keepTokens(
  server: string,
  options: SignInOptions | undefined,
  signIns: SignIns,
): TokenKeeper {
  /** Undefined: nobody has looked yet. */
  let held: Held | null | undefined
  let running: Promise<Held | null> | null = null
  return {
    async header() {
      if (held === undefined || (held !== null && !isFresh(held))) held = await next(held?.header ?? null)
      return held?.header ?? null
    },
    async renew(used) {
      // Another request may have been faster.
      if (held == null || held.header === used) held = await next(used)
      return held !== null && held.header !== used
    },
  }

  function next(used: string | null): Promise<Held | null> {
    running ??= get(used).finally(() => {
      running = null
    })
    return running
  }

  async function get(used: string | null): Promise<Held | null> {
    if (options?.grant === 'client_credentials') {
      const { getOwnToken } = await import('./own-token.ts')
      return heldOf(await getOwnToken(server, options))
    }
    const kept = usable(signIns.of(server), used)
    if (kept !== 'worn') return kept
    return signIns.alone(server, async () => {
      const now = signIns.of(server)
      const usableNow = usable(now, used)
      if (usableNow !== 'worn') return usableNow
      const { refresh } = await import('./refresh.ts')
      const { tokens, endsAt } = await refresh(now!)
      signIns.keep({ ...now!, tokens, endsAt })
      return tokens === null ? null : heldOf(tokens)
    })
  }
}

/** What is kept, where it can be used as it is; null where there is nothing that could be renewed, either. */
function usable(kept: SignIn | null, used: string | null): Held | null | 'worn' {
  if (kept === null || kept.tokens === null) return null
  const held = { header: headerOf(kept.tokens), endsAt: kept.endsAt }
  if (held.header !== used && isFresh(held)) return held
  return kept.tokens.refresh_token === undefined ? null : 'worn'
}

function heldOf(tokens: OAuthTokens): Held {
  return { header: headerOf(tokens), endsAt: endOf(tokens) }
}

/** When a token that has come just now ends. */
export function endOf({ expires_in }: OAuthTokens): number | null {
  return expires_in === undefined ? null : Date.now() + expires_in * 1000
}

function isFresh({ endsAt }: Held): boolean {
  return endsAt === null || Date.now() < endsAt - margin
}

/** Throws where it cannot stand in a header: what gives out tokens is a stranger. */
function headerOf({ access_token }: OAuthTokens): string {
  if (!/^[\x21-\x7e]+$/.test(access_token)) throw new Error('its token cannot be sent')
  return `Bearer ${access_token}`
}
