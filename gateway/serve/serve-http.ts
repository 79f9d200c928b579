import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { composeError } from '../protocol/compose.ts'
import { modernVersion, modernVersionOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { type Message, readMessage } from '../protocol/read-message.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'
import type { StandingPolicy } from '../session/types.ts'
import type { Fault } from '../types.ts'
import { checkMirrors, statusOf } from './check-mirrors.ts'
import { newRoom } from './event-log.ts'
import { openExchange } from './exchange.ts'
import { type Guard, type TurnedAway, turnAway, turnBodyAway } from './http-guard.ts'
import { type HttpSession, openHttpSession } from './http-session.ts'
import { readRequestBody } from './read-request-body.ts'

/** Who may use the gateway, as far as a request shows it; a reason and a status where nobody may. */
export type Admit = (authorization: string | undefined) => Promise<Admitted | TurnedAway>
/** Whose sessions these are, and what holds for them instead of the configuration. */
export type Admitted = {
  grant: string
  policy?: () => StandingPolicy
  /** Absent: all of them. */
  servers?: readonly string[]
}

export type ServeHttpOptions = Guard & {
  port: number
  /** The address that is listened at. */
  host: string
  admit: Admit
  /** What a session of a grant is made of; `shared` for a single request of the later era. */
  sessionFor(admitted: Admitted, session: string, shared: boolean): Omit<SessionOptions, 'toClient'>
}

export type HttpServing = {
  url: string
  /** Tells the clients of all sessions that other tools may be shown. */
  announceTools(): void
  close(): Promise<void>
}

const path = '/mcp'
/** More sessions than any number of honest clients open at once. */
const mostSessions = 1_000
/** A session that nobody uses is over after this time, in milliseconds. */
const longestIdle = 30 * 60_000

/** Serves clients over Streamable HTTP, of both eras. Rejects where the address cannot be listened at. */
export async function serveHttp(options: ServeHttpOptions): Promise<HttpServing> {
  const sessions = new Map<string, HttpSession>()
  /** Single requests that are not answered yet, some of which only listen. */
  const single = new Set<Session>()
  const room = newRoom()
  const server = createServer((request, response) => {
    response.on('error', () => {})
    answer(request, response).catch(error => {
      // Nothing passes where something is wrong with the gateway itself.
      if (!response.headersSent) refuse(response, 500, { code: errorCodes.internal, message: error.message })
      else response.destroy()
    })
  })
  const idle = setInterval(dropIdle, 60_000).unref()
  await listen(server, options)
  const { port } = server.address() as { port: number }
  const name = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${name}:${port}${path}`,
    announceTools: () => {
      for (const session of [...sessions.values(), ...single]) session.announceTools()
    },
    close,
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const away = turnAway(request, options) ?? atOtherPath(request)
    if (away !== null) return turn(response, away)
    const admitted = await options.admit(request.headers.authorization)
    if ('status' in admitted) return turn(response, admitted)
    if (request.method === 'POST') return post(request, response, admitted)
    const id = request.headers['mcp-session-id']
    if (request.method !== 'GET' && request.method !== 'DELETE')
      return turn(response, { status: 405, message: 'Use POST.', headers: { allow: 'GET, POST, DELETE' } })
    if (typeof id !== 'string')
      return turn(response, { status: 405, message: 'There is no session.', headers: { allow: 'POST' } })
    const session = sessionOf(id, admitted)
    if (session === null) return turn(response, gone)
    if (request.method === 'GET') return listenTo(session, request, response)
    sessions.delete(id)
    await session.close()
    response.writeHead(200).end()
  }

  function listenTo(session: HttpSession, { headers }: IncomingMessage, response: ServerResponse): void {
    const last = headers['last-event-id']
    const id = typeof last === 'string' ? last : undefined
    if (!session.listen(openExchange(response, {}), id))
      turn(response, { status: 400, message: 'No stream of this session can go on behind this event.' })
  }

  async function post(request: IncomingMessage, response: ServerResponse, admitted: Admitted): Promise<void> {
    const away = turnBodyAway(request)
    if (away !== null) return turn(response, away)
    const body = await readRequestBody(request)
    if (body === null) return turn(response, { status: 413, message: 'The message is too large.' })
    const read = readMessage(body)
    if (!read.ok) return refuse(response, 400, read.fault)
    const { message } = read
    const id = request.headers['mcp-session-id']
    if (isModern(message, request)) return serveOnce(message, request, response, admitted)
    if (message.method === 'initialize') return openNew(message, response, admitted)
    if (typeof id !== 'string')
      return refuse(
        response,
        400,
        fault(
          message,
          'The request names no session: send "initialize" first, or say the protocol version in _meta.',
        ),
      )
    const session = sessionOf(id, admitted)
    if (session === null) return turn(response, gone)
    take(session, message, response, {})
  }

  /** A request of the later era stands for itself. */
  async function serveOnce(
    message: Message,
    request: IncomingMessage,
    response: ServerResponse,
    admitted: Admitted,
  ): Promise<void> {
    if (message.kind === 'response')
      return refuse(response, 400, fault(message, 'Clients of this version send no answers.'))
    if (message.kind === 'notification') return void response.writeHead(202).end()
    const wrong = checkMirrors(message, request.headers)
    if (wrong !== null) return refuse(response, 400, wrong)
    const exchange = openExchange(response, {})
    let answered = false
    const session = openSession({
      ...options.sessionFor(admitted, 'none', true),
      toClient(sent) {
        if (sent.kind !== 'response') return exchange.send(sent, { last: false })
        answered = true
        return exchange.send(sent, { last: true, status: statusOf(sent) })
      },
    })
    single.add(session)
    exchange.onClosed(() => {
      single.delete(session)
      if (!answered) session.cancel(message.id)
      void session.close()
    })
    session.receive({ ...message, headers: parametersIn(request) }, message.id)
  }

  function openNew(message: Message, response: ServerResponse, admitted: Admitted): void {
    if (sessions.size >= mostSessions) {
      turn(response, { status: 503, message: 'Too many sessions are open.' })
      return
    }
    const id = randomUUID()
    const onDeserted = () => {
      sessions.delete(id)
      void session.close()
    }
    const session = openHttpSession({ ...options.sessionFor(admitted, id, false), onDeserted }, room)
    sessions.set(id, session)
    take(session, message, response, { 'mcp-session-id': id })
  }

  function take(
    session: HttpSession,
    message: Message,
    response: ServerResponse,
    headers: { [name: string]: string },
  ): void {
    if (message.kind === 'request') session.receive(message, openExchange(response, headers))
    else {
      session.receive(message, null)
      response.writeHead(202).end()
    }
  }

  /** A session is its grant's alone: to others it does not exist. */
  function sessionOf(id: string, { grant }: Admitted): HttpSession | null {
    const session = sessions.get(id)
    return session !== undefined && session.grant === grant ? session : null
  }

  function dropIdle(): void {
    for (const [id, session] of sessions) {
      if (Date.now() - session.usedAt() < longestIdle) continue
      sessions.delete(id)
      void session.close()
    }
  }

  async function close(): Promise<void> {
    clearInterval(idle)
    await Promise.all([...sessions.values()].map(session => session.close()))
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
}

const gone: TurnedAway = { status: 404, message: 'There is no such session.' }

function listen(server: Server, { port, host }: ServeHttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function atOtherPath({ url = '' }: IncomingMessage): TurnedAway | null {
  return url.split('?')[0] === path ? null : { status: 404, message: `Nothing is served here: use ${path}.` }
}

/** A request of the later era says so in its body, or at least in its headers. */
function isModern(message: Message, { headers }: IncomingMessage): boolean {
  const header = headers['mcp-protocol-version']
  return modernVersionOf(message) !== null || (typeof header === 'string' && header >= modernVersion)
}

/** The headers in which a client repeats arguments of a call. */
function parametersIn({ headers }: IncomingMessage): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('mcp-param-') && typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

function fault(message: Message, text: string): Fault {
  return { code: errorCodes.request, message: text, id: message.id ?? undefined }
}

function turn(response: ServerResponse, { status, message, headers = {} }: TurnedAway): void {
  refuse(response, status, { code: errorCodes.request, message }, headers)
}

function refuse(response: ServerResponse, status: number, fault: Fault, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(composeError(fault).text)
}
