import { parseConfig } from '../../gateway/index.ts'
import {
  endSignIn,
  openSignIns,
  type SignInOptions,
  type SignIns,
  signIn,
} from '../../gateway/sign-in/index.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import { statePlaceOf } from './gateway.ts'

export type LoginOptions = {
  config?: string
  state?: string
  scope?: string
  clientId?: string
  port?: number
}

/** Signs in at a server; `tell` is given what the person has to do. Returns what came of it. */
export async function login(
  server: string,
  options: LoginOptions,
  tell: (line: string) => void,
): Promise<string> {
  const { url, oauth } = serverNamed(server, options)
  if (oauth?.grant === 'client_credentials')
    throw new Error(`The gateway signs in at ${safeText(server, 200)} by itself, with its own secret.`)
  const wanted: SignInOptions = {
    ...(oauth ?? { grant: 'authorization_code' as const }),
    ...(options.scope !== undefined && { scope: options.scope }),
    ...(options.clientId !== undefined && { client_id: options.clientId }),
    ...(options.port !== undefined && { redirect_port: options.port }),
  }
  const done = await signIn(url, wanted, signInsOf(options), (address, { issuer }) => {
    tell(`${safeText(url, 300)} will get a token of yours from ${safeText(issuer, 300)}.`)
    tell(
      `Open this address in a browser on this machine, and agree there:\n\n  ${safeText(address.href, 4_000)}\n`,
    )
  })
  const scope = done.tokens?.scope ?? wanted.scope
  const lasting = done.tokens?.refresh_token !== undefined || done.endsAt === null
  return [
    `Signed in at ${safeText(done.server, 300)}${scope ? ` for ${safeText(scope, 200)}` : ''}.`,
    lasting
      ? 'The gateway renews the token by itself.'
      : `The token ends ${timeOf(done.endsAt)}, and cannot be renewed without you.`,
  ].join(' ')
}

/** Forgets a sign-in. */
export async function logout(server: string, options: LoginOptions): Promise<string> {
  const { url } = serverNamed(server, options)
  const { found, told } = await endSignIn(url, signInsOf(options))
  const name = safeText(url, 300)
  if (!found) throw new Error(`Nobody is signed in at ${name}.`)
  if (told) return `Signed out of ${name}.`
  return `The sign-in at ${name} is forgotten here. Its authorization server was not told: end it there, too.`
}

/** Where the gateway is signed in, a line each. */
export function showLogins(options: LoginOptions): string {
  const all = signInsOf(options).all()
  if (all.length === 0) return 'The gateway is signed in nowhere.'
  return all
    .map(({ server, authority, tokens, endsAt }) => {
      const until = tokens?.refresh_token !== undefined ? 'renewed by itself' : `until ${timeOf(endsAt)}`
      const state = tokens === null ? 'over: sign in again' : until
      return `${safeText(server, 300)}  by ${safeText(authority.issuer, 300)}  ${state}`
    })
    .join('\n')
}

function timeOf(time: number | null): string {
  return time === null ? 'it is revoked' : new Date(time).toISOString()
}

function signInsOf({ state }: LoginOptions): SignIns {
  return openSignIns(statePlaceOf(state).signIns)
}

function serverNamed(name: string, { config }: LoginOptions): { url: string; oauth?: SignInOptions } {
  if (config === undefined) {
    if (URL.canParse(name) && /^https?:$/.test(new URL(name).protocol)) return { url: name }
    throw new Error(
      `${safeText(name, 200)} is no address of a server: give one, or a name and --config FILE.`,
    )
  }
  const { servers } = parseConfig(readText(config), process.env)
  const server = Object.hasOwn(servers, name) ? servers[name] : undefined
  if (server !== undefined && 'url' in server) return server
  throw new Error(`${safeText(config, 200)} names no server ${safeText(name, 80)} at an address.`)
}
