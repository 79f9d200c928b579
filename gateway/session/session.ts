import { compose, composeError, composeRequest } from '../protocol/compose.ts'
import { isObject, metaKeys, metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { fold } from '../protocol/fold.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Fault, Id, Say, Taken } from '../types.ts'
import { callTool } from './call-tool.ts'
import { type Connection, type Listener, ownId, type Request } from './connection.ts'
import { newContinuations } from './continuations.ts'
import type { Core, InFlight } from './core.ts'
import { filterAnswer } from './filter-list.ts'
import type { Keepers } from './gate.ts'
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
  close(): Promise<void>
}

/** So many requests without an answer are no honest client. */
const mostInFlight = 10_000

export function openSession(options: SessionOptions): Session {
  const { caller, keepers, toClient, say } = options
  const inFlight: Core['inFlight'] = new Map()
  /** Whom the client answers, by the id of the request that it was asked. */
  const asked = new Map<Id, (answer: Message) => Taken>()
  const continuations = newContinuations()
  let handshake: { [key: string]: unknown } = {}
  let tellsOfTools = false
  let ended = 0
  const connections = options.connect(listenerOf)
  const core: Core = { caller, keepers, connections, inFlight, toClient, askClient, capabilitiesFor, say }
  return { receive, refuse, cancel, announceTools, close }

  function receive(message: Message, about?: Id): Taken {
    if (message.kind === 'response') return fromClient(message)
    if (message.kind === 'notification') return notify(message)
    const fault = faultOf(message, inFlight)
    if (fault !== null) return refuse({ ...fault, id: message.id }, about)
    const flight: InFlight = { stop: new AbortController() }
    inFlight.set(message.id, flight)
    if (message.method === 'tools/call') {
      callTool(core, message, flight, about, continuations).catch(error => fail(message, about, error))
      return undefined
    }
    if (message.method === 'initialize') handshake = message.value.params as { [key: string]: unknown }
    return pass(message, flight, about)
  }

  /** Everything but calls goes on as it is; answers to `tools/list` are filtered on their way back. */
  function pass(request: Request, flight: InFlight, about: Id | undefined): Taken {
    const connection = connections[0]!
    flight.connection = connection
    return connection.request(request, {
      answer(response) {
        inFlight.delete(request.id)
        if (request.method === 'initialize') tellsOfTools = declaresChanges(response)
        return toClient(
          request.method === 'tools/list' ? filtered(request, response, connection) : response,
          about,
        )
      },
      lost: reason => fail(request, about, new Error(`${connection.entry.name} cannot answer: ${reason}.`)),
    })
  }

  function filtered(request: Request, response: Message, { entry, inventory }: Connection): Message {
    const first = (request.value.params as { cursor?: unknown } | undefined)?.cursor === undefined
    const { answer, withheld } = filterAnswer(response, entry, inventory, first)
    tellWithheld(core, entry, withheld)
    return answer
  }

  function fail(request: Request, about: Id | undefined, error: Error): void {
    inFlight.delete(request.id)
    toClient(composeError({ id: request.id, code: errorCodes.internal, message: error.message }), about)
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
    flight.stop.abort()
    const { connection } = flight
    connection?.forget(id)
    connection?.tell(message ?? compose({ method: 'notifications/cancelled', params: { requestId: id } }))
  }

  function fromClient(message: Message): Taken {
    const take = asked.get(message.id as Id)
    asked.delete(message.id as Id)
    return take?.(message)
  }

  function listenerOf(connection: () => Connection): Listener {
    return {
      onNotification: (message, about) => toClient(message, about),
      onRequest(message, about) {
        asked.set(message.id, answer => connection().tell(answer))
        return toClient(message, about)
      },
      onEnd(reason) {
        say(`${connection().entry.name}: ${reason}`)
        if (++ended === connections.length) options.onDeserted?.()
      },
    }
  }

  function announceTools(): void {
    if (tellsOfTools) toClient(compose({ method: 'notifications/tools/list_changed' }))
  }

  function askClient(
    method: string,
    params: object,
    signal: AbortSignal,
    about: Id,
  ): Promise<{ [key: string]: unknown }> {
    const id = ownId()
    return new Promise((resolve, reject) => {
      const stop = () => {
        if (!asked.delete(id)) return
        toClient(compose({ method: 'notifications/cancelled', params: { requestId: id } }), about)
        reject(new Error('nobody waits for the answer any more'))
      }
      signal.addEventListener('abort', stop, { once: true })
      asked.set(id, ({ value }) => {
        signal.removeEventListener('abort', stop)
        if (isObject(value.result)) resolve(value.result)
        else reject(new Error('the client answered with an error'))
        return undefined
      })
      toClient(composeRequest(id, method, params), about)
    })
  }

  function capabilitiesFor(request: Request): { [key: string]: unknown } {
    const own = metaOf(request)[metaKeys.capabilities] ?? handshake.capabilities
    return isObject(own) ? own : {}
  }

  async function close(): Promise<void> {
    for (const { stop } of inFlight.values()) stop.abort()
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

function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'number'
}
