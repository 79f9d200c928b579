import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { openApprovals } from './approvals/index.ts'
import { type Audit, openAudit } from './audit/index.ts'
import type { GatewayConfig, ServerConfig } from './config/gateway-config.ts'
import { type LivePolicy, livePolicy, type PolicyNews } from './config/live-policy.ts'
import type { StatePlace } from './config/state-place.ts'
import { openGrants } from './grants/index.ts'
import { openState } from './ledger/index.ts'
import { openServer } from './links/open-server.ts'
import { admitWith } from './serve/admit.ts'
import { serveHttp } from './serve/serve-http.ts'
import { serveStdio } from './serve/serve-stdio.ts'
import { type Connection, connect } from './session/connection.ts'
import type { Session, SessionOptions } from './session/session.ts'
import { type SharedConnection, shareConnection } from './session/share-connection.ts'
import type { ServerEntry } from './session/types.ts'
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
  /** Serves one client over a pair of streams. `ended` resolves when the client or the last server has gone. */
  serveStdio(input: Readable, output: Writable): { ended: Promise<void> }
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
  const { config, place, say } = options
  const audit = openAudit({ folder: place.audit })
  const state = await openState(place.database)
  const keepers = { ledger: state.ledger, approvals: openApprovals(state.approvals), audit }
  const sessions = new Set<Session>()
  const shared = new Map<string, SharedConnection>()
  const closing: (() => Promise<void>)[] = []
  const policies = await openPolicies(options, news => {
    tellNews(news, audit, say)
    if (news.kind === 'reloaded') for (const session of sessions) session.announceTools()
  })
  const entries = entriesOf(config, policies)
  return {
    serveStdio(input, output) {
      const served = serveStdio({ ...sessionOptions('local', randomUUID(), false), input, output })
      sessions.add(served.session)
      return { ended: served.ended }
    },
    async serveHttp({ port, host = '127.0.0.1', names = [] }) {
      const hosts = [...names, ...(isLoopback(host) ? [] : [host])]
      const serving = await serveHttp({
        ...{ port, host, hosts, sessionFor: sessionOptions },
        admit: admitWith(openGrants(state.grants), !isLoopback(host)),
      })
      closing.push(serving.close)
      return { url: serving.url }
    },
    async close() {
      await Promise.all(closing.map(close => close()))
      await Promise.all([...shared.values()].map(({ close }) => close()))
      await Promise.all([...sessions].map(session => session.close()))
      for (const policy of policies.values()) policy.close()
      await state.close()
      audit.close()
    },
  }

  function sessionOptions(
    grant: string,
    session: string,
    isShared: boolean,
  ): Omit<SessionOptions, 'toClient'> {
    return {
      caller: { grant, session },
      keepers,
      say,
      connect: listenerOf =>
        entries.map(({ entry, server }) => {
          const open = openServer(entry.name, server, options)
          const listener = listenerOf(() => connection)
          const connection: Connection = isShared
            ? sharedFor(entry, open).viewFor(entry, listener)
            : connect(entry, open, listener)
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

async function openPolicies(
  { config, directory }: GatewayOptions,
  tell: (news: PolicyNews & { path: string }) => void,
): Promise<Map<string, LivePolicy>> {
  const policies = new Map<string, LivePolicy>()
  for (const path of [config.policy, ...Object.values(config.servers).map(({ policy }) => policy)]) {
    if (path === undefined || policies.has(path)) continue
    policies.set(path, await livePolicy(resolve(directory, path), news => tell({ ...news, path })))
  }
  return policies
}

function tellNews(news: PolicyNews & { path: string }, audit: Audit, say: Say): void {
  const { path } = news
  if (news.kind === 'reloaded') {
    say(`The policy ${path} has changed and holds from now on.`)
    audit.event({ event: 'policy-reloaded', detail: { path, policy: news.version } })
    return
  }
  say(`The policy that was read before still holds. ${news.problem}`)
  audit.event({ event: 'policy-invalid', detail: { path } })
}

function entriesOf(
  { policy, repair, servers }: GatewayConfig,
  policies: Map<string, LivePolicy>,
): { entry: ServerEntry; server: ServerConfig }[] {
  const named = Object.entries(servers)
  return named.map(([name, server]) => ({
    server,
    entry: {
      name,
      id: server.id ?? `local:${name}`,
      prefix: named.length > 1 ? `${name}__` : '',
      policy: policies.get(server.policy ?? policy!)!.current,
      repair,
    },
  }))
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127\.|::1$)/.test(host)
}
