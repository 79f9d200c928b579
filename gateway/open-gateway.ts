import { randomUUID } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import { openApprovals } from './approvals/index.ts'
import { type Audit, openAudit } from './audit/index.ts'
import { authorizes, type GatewayConfig, type ServerConfig } from './config/gateway-config.ts'
import { type LivePolicies, livePolicies, type PolicyNews } from './config/live-policy.ts'
import type { StatePlace } from './config/state-place.ts'
import { bridgeEras } from './eras/bridge-eras.ts'
import { openGrants } from './grants/index.ts'
import { openState } from './ledger/index.ts'
import { openServer, type ReachableServer } from './links/open-server.ts'
import { admitWith } from './serve/admit.ts'
import { type Admitted, serveHttp } from './serve/serve-http.ts'
import { type Leaver, serveStdio } from './serve/serve-stdio.ts'
import { type Connection, connect } from './session/connection.ts'
import { newContinuations } from './session/continuations.ts'
import type { SessionOptions } from './session/session.ts'
import { type SharedConnection, shareConnection } from './session/share-connection.ts'
import type { ServerEntry } from './session/types.ts'
import { openSignIns, type SignIns } from './sign-in/sign-ins.ts'
import { keepTokens } from './sign-in/token-keeper.ts'
import type { OpenLink, Say, StartProgram } from './types.ts'

export type GatewayOptions = {
  config: GatewayConfig
  place: StatePlace
  start: StartProgram
  /** Where the gateway says what its user should know, a line at a time. It may quote strangers. */
  say: Say
  /** The environment that programs are started in, and the folder. */
  env: NodeJS.ProcessEnv
  directory: string
}

/** A gateway that is ready to serve. */
export type Gateway = {
  /** Serves one client over a pair of streams. `ended` tells who has gone: the client, or the last server. */
  serveStdio(input: Readable, output: Writable): { ended: Promise<Leaver> }
  /** Serves clients over Streamable HTTP. Rejects where the address cannot be listened at. */
  serveHttp(address: HttpAddress): Promise<{ url: string }>
  /** Ends every session and every program. Resolves when all is over. */
  close(): Promise<void>
}

export type HttpAddress = {
  port: number
  /** The address that is listened at: loopback unless told otherwise. Others take clients with a grant only. */
  host?: string
  /** Further names that this machine is addressed by. */
  names?: string[]
}

/** Opens a gateway: its state, its audit log and its policies. Rejects where one of them cannot be had. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, place, say, directory } = options
  const audit = openAudit({ folder: place.audit })
  const state = await openState(place.database)
  const keepers = {
    ledger: state.ledger,
    approvals: openApprovals(state.approvals),
    audit,
    continuations: newContinuations(),
  }
  const served = new Set<{ announceTools(): void; close(): Promise<void> }>()
  const shared = new Map<string, SharedConnection>()
  let closed: Promise<void> | undefined
  const policies = livePolicies(directory, news => {
    tellNews(news, audit, say)
    if (news.kind === 'reloaded') for (const { announceTools } of served) announceTools()
  })
  const entries = await entriesOf(config, policies, openSignIns(place.signIns))
  return {
    serveStdio(input, output) {
      const one = sessionOptions({ grant: 'local' }, randomUUID(), false)
      const { session, ended } = serveStdio({ ...one, input, output })
      served.add(session)
      return { ended }
    },
    async serveHttp({ port, host = '127.0.0.1', names = [] }) {
      const hosts = [...names, ...(isLoopback(host) ? [] : [host])]
      const serving = await serveHttp({
        ...{ port, host, hosts, sessionFor: sessionOptions },
        admit: admitWith({
          grants: openGrants(state.grants),
          always: !isLoopback(host),
          policyAt: policies.at,
        }),
      })
      served.add(serving)
      return { url: serving.url }
    },
    close: () => {
      closed ??= close()
      return closed
    },
  }

  async function close(): Promise<void> {
    await Promise.all([...served].map(({ close }) => close()))
    await Promise.all([...shared.values()].map(({ close }) => close()))
    policies.close()
    await state.close()
    audit.close()
  }

  function sessionOptions(
    admitted: Admitted,
    session: string,
    isShared: boolean,
  ): Omit<SessionOptions, 'toClient'> {
    const { grant, policy, servers } = admitted
    const reachable = entries.filter(({ entry }) => servers?.includes(entry.name) ?? true)
    return {
      caller: { grant, session },
      keepers,
      say,
      connect: listenerOf =>
        reachable.map(({ entry, server }) => {
          const open = bridgeEras(openServer(entry.name, server, options), config.bridge)
          const own = policy === undefined ? entry : { ...entry, policy }
          const listener = listenerOf(() => connection)
          const connection: Connection = isShared
            ? sharedFor(entry, open).viewFor(own, listener)
            : connect(own, open, listener)
          return connection
        }),
    }
  }

  function sharedFor(entry: ServerEntry, open: OpenLink): SharedConnection {
    const found = shared.get(entry.name) ?? shareConnection(entry, open)
    shared.set(entry.name, found)
    return found
  }
}

function tellNews(news: PolicyNews, audit: Audit, say: Say): void {
  const { path } = news
  const reloaded = news.kind === 'reloaded'
  if (reloaded) say(`The policy ${path} has changed and holds from now on.`)
  else say(`The policy that was read before still holds. ${news.problem}`)
  const detail = { path, ...(reloaded && { policy: news.version }) }
  try {
    audit.event({ event: reloaded ? 'policy-reloaded' : 'policy-invalid', detail })
  } catch (error) {
    say(`The audit log cannot be written: ${(error as Error).message}`)
  }
}

async function entriesOf(
  { policy, repair, servers }: GatewayConfig,
  policies: LivePolicies,
  signIns: SignIns,
): Promise<{ entry: ServerEntry; server: ReachableServer }[]> {
  const named = Object.entries(servers)
  return Promise.all(
    named.map(async ([name, server]) => ({
      server: withTokens(server, signIns),
      entry: {
        name,
        id: server.id ?? `local:${name}`,
        prefix: named.length > 1 ? `${name}${divider}` : '',
        policy: await policies.at(server.policy ?? policy!),
        repair,
      },
    })),
  )
}

/** With what the gateway signs in with, where the owner has put no token into the configuration. */
function withTokens(server: ServerConfig, signIns: SignIns): ReachableServer {
  if ('command' in server || authorizes(server.headers)) return server
  return { ...server, tokens: keepTokens(server.url, server.oauth, signIns) }
}

/** Between the name of a server and that of its tool. No server's name holds it. */
const divider = '__'

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.|::1$)/.test(host)
}
