import { setTimeout as wait } from 'node:timers/promises'
import { compose, composeError, composeResult } from '../protocol/compose.ts'
import { isObject, metaKeys, metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { fold } from '../protocol/fold.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Fault, Id, Say, Taken } from '../types.ts'
import { callTool } from './call-tool.ts'
import type { Connection, Listener, Request } from './connection.ts'
import { type Core, type InFlight, stopFlight } from './core.ts'
import { filterAnswer } from './filter-list.ts'
import type { Keepers } from './gate.ts'
import { newListenings } from './listen-to-all.ts'
import { newQuestions } from './questions.ts'
import { ownerOf, type Routed, routeAmong } from './several-servers.ts'
import { tellWithheld } from './tell-withheld.ts'
import type { Caller } from './types.ts'

export type SessionOptions = {
  caller: Caller
  keepers: Keepers
  /** Connects to the servers, each with this listener. */
  connect: (listenerOf: (connection: () => Connection) => Listener) => Connection[]
  toClient(message: Message, about?: Id): Taken
  say: Say
  /** Every server is gone. */
  onDeserted?: () => void
}

/** One client and the servers behind it. Nothing that the client sends reaches a server by another way. */
export type Session = {
  /** Takes a message of the client. */
  receive(message: Message, about?: Id): Taken
  /** Tells the client what is wrong with what it sent. */
  refuse(fault: Fault, about?: Id): Taken
  /** The client has given a request up. */
  cancel(id: Id): void
  /** Tells the client that other tools may be shown from now on, where it can be told. */
  announceTools(): void
  /** Resolves when every request is answered, or after so many milliseconds. */
  settled(patience: number): Promise<void>
  close(): Promise<void>
}

const mostComplaints = 20

/** So many requests without an answer are no honest client. */
const mostInFlight = 10_000

export function openSession(options: SessionOptions): Session {
  const { caller, keepers, toClient, say } = options
  const inFlight: Core['inFlight'] = new Map()
  const questions = newQuestions(toClient, () => connections.length > 1)
  let handshake: { [key: string]: unknown } = {}
  let tellsOfTools = false
  /** Requests of the later era that listen for changes of the list of tools, each with where its answer goes. */
  const listeners = new Map<Id, Id | undefined>()
  let ended = 0
  let complaints = 0
  const connections = options.connect(listenerOf)
  const core: Core = {
    caller,
    keepers,
    connections,
    inFlight,
    toClient,
    askClient: questions.ask,
    capabilitiesFor,
    say,
  }
  const listenings = newListenings(core, uri => ownerOf(core, uri))
  return { receive, refuse, cancel, announceTools, settled, close }

  function receive(message: Message, about?: Id): Taken {
    try {
      return take(message, about)
    } catch (error) {
      // A fault of the gateway's own lets nothing through, and ends no connection.
      say(`A message of the client could not be handled: ${(error as Error).message}`)
      return message.kind === 'request' ? fail(message, about, error as Error) : undefined
    }
  }

  function take(message: Message, about?: Id): Taken {
    if (message.kind === 'response') return questions.answer(message)
    if (message.kind === 'notification') return notify(message)
    const fault = faultOf(message, inFlight)
    if (fault !== null) return refuse({ ...fault, id: message.id }, about)
    const flight: InFlight = { stopped: false }
    inFlight.set(message.id, flight)
    if (message.method === 'tools/call') {
      callTool(core, message, flight, about)?.catch(error => fail(message, about, error))
      return undefined
    }
    if (message.method === 'initialize') handshake = message.value.params as { [key: string]: unknown }
    if (message.method === 'subscriptions/listen') {
      if (wantsTools(message)) listeners.set(message.id, about)
      if (connections.length > 1) {
        listenings.start(message, flight, about)
        return undefined
      }
    }
    if (connections.length === 1) return pass(message, connections[0]!, flight, about)
    routeAmong(core, message).then(
      routed => follow(message, routed, flight, about),
      error => fail(message, about, error),
    )
    return undefined
  }

  /** Does with a request what was found out to be right where there are several servers. */
  function follow(message: Request, routed: Routed, flight: InFlight, about: Id | undefined): void {
    if (flight.stopped) return
    if (routed === null) {
      inFlight.delete(message.id)
      refuse(
        { id: message.id, code: errorCodes.method, message: 'No server here knows what this is about.' },
        about,
      )
    } else if ('connection' in routed) pass(routed.request, routed.connection, flight, about)
    else {
      inFlight.delete(message.id)
      toClient(composeResult(message.id, routed.result), about)
    }
  }

  /** Everything but calls goes on as it is; answers to `tools/list` are filtered on their way back. */
  function pass(request: Request, connection: Connection, flight: InFlight, about: Id | undefined): Taken {
    flight.connection = connection
    return connection.request(request, {
      answer(response) {
        inFlight.delete(request.id)
        if (request.method === 'initialize') tellsOfTools = declaresChanges(response)
        if (request.method !== 'tools/list') return toClient(response, about)
        try {
          return toClient(filtered(request, response, connection), about)
        } catch (error) {
          return fail(request, about, error as Error)
        }
      },
      lost(reason) {
        fail(request, about, new Error(`${connection.entry.name} cannot answer: ${reason}.`))
      },
    })
  }

  function filtered(request: Request, response: Message, { entry, inventory }: Connection): Message {
    const first = (request.value.params as { cursor?: unknown } | undefined)?.cursor === undefined
    const { answer, withheld } = filterAnswer(response, entry, inventory, first)
    tellWithheld(core, entry, withheld)
    return answer
  }

  function fail(request: Request, about: Id | undefined, error: Error): Taken {
    inFlight.delete(request.id)
    return toClient(
      composeError({ id: request.id, code: errorCodes.internal, message: error.message }),
      about,
    )
  }

  function refuse(fault: Fault, about?: Id): Taken {
    return toClient(composeError(fault), about)
  }

  function notify(message: Message): Taken {
    if (message.kind !== 'notification' || !message.method.startsWith('notifications/')) return undefined
    if (message.method === 'notifications/cancelled') {
      const { requestId } = (message.value.params ?? {}) as { requestId?: unknown }
      if (isId(requestId)) cancel(requestId, message)
      return undefined
    }
    for (const connection of connections) connection.tell(message)
    return undefined
  }

  function cancel(id: Id, message?: Message): void {
    const flight = inFlight.get(id)
    if (flight === undefined) return
    inFlight.delete(id)
    stopFlight(flight)
    const { connection } = flight
    connection?.forget(id)
    connection?.tell(message ?? compose({ method: 'notifications/cancelled', params: { requestId: id } }))
  }

  function listenerOf(connection: () => Connection): Listener {
    return {
      onNotification: (message, about) =>
        listenings.takes(message, connection())
          ? undefined
          : toClient(questions.asClientKnowsIt(message, connection()), about),
      onRequest: (message, about) => questions.relay(message, connection(), about),
      onFault: complaint => complain(connection(), complaint),
      onEnd(reason) {
        say(`${connection().entry.name}: ${reason}`)
        if (++ended === connections.length) options.onDeserted?.()
      },
    }
  }

  /** Some servers greet with a line that is no message; a thousand of them would be noise. */
  function complain({ entry }: Connection, complaint: string): void {
    if (++complaints <= mostComplaints) say(`${entry.name}: ${complaint}`)
  }

  function announceTools(): void {
    const method = 'notifications/tools/list_changed'
    if (tellsOfTools) toClient(compose({ method }))
    for (const [id, about] of listeners) {
      const params = { _meta: { [metaKeys.subscription]: id } }
      if (inFlight.has(id)) toClient(compose({ method, params }), about)
      else listeners.delete(id)
    }
  }

  function capabilitiesFor(request: Request): { [key: string]: unknown } {
    const own = metaOf(request)[metaKeys.capabilities] ?? handshake.capabilities
    return isObject(own) ? own : {}
  }

  async function settled(patience: number): Promise<void> {
    const until = Date.now() + patience
    while (inFlight.size > 0 && Date.now() < until) await wait(10)
  }

  async function close(): Promise<void> {
    for (const flight of inFlight.values()) stopFlight(flight)
    inFlight.clear()
    await Promise.all(connections.map(connection => connection.close()))
  }
}

/** Why a request is not taken; null where it is. */
function faultOf({ id, method }: Request, inFlight: Core['inFlight']): Omit<Fault, 'id'> | null {
  if (inFlight.has(id))
    return { code: errorCodes.request, message: 'A request with this id is not answered yet.' }
  if (inFlight.size >= mostInFlight)
    return { code: errorCodes.request, message: 'Too many requests are not answered yet.' }
  const folded = fold(method)
  const known = method === 'tools/call' || method === 'tools/list'
  if (known || !(folded.startsWith('tools/') || folded.startsWith('notifications/'))) return null
  return { code: errorCodes.method, message: 'The gateway does not know this method.' }
}

/** Whether a server has said at the handshake that it tells when its tools change. */
function declaresChanges({ value: { result } }: Message): boolean {
  const capabilities = isObject(result) ? result.capabilities : null
  return isObject(capabilities) && isObject(capabilities.tools) && capabilities.tools.listChanged === true
}

/** Whether a client wants to be told of changes of the list of tools. */
function wantsTools({ value }: Request): boolean {
  const { notifications } = (value.params ?? {}) as { notifications?: unknown }
  return isObject(notifications) && notifications.toolsListChanged === true
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'number'
}
