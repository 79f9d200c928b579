import { compose, composeError, withParams } from '../protocol/compose.ts'
import { isObject, metaKeys, metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id } from '../types.ts'
import type { Connection, Request } from './connection.ts'
import type { Core, InFlight } from './core.ts'

/** Clients of the later era that listen to several servers by one request each. */
export type Listenings = {
  start(request: Request, flight: InFlight, about: Id | undefined): void
  /** Whether a notification is held back for now, or was a server's word that it listens. */
  takes(message: Message, connection: Connection): boolean
}

type Filter = { [name: string]: unknown }
type Listening = {
  about: Id | undefined
  /** Servers that have not said yet whether they tell of changes. */
  silent: Set<Connection>
  /** Servers that have not ended it. */
  open: Set<Connection>
  honoured: Filter[]
  /** What came before the client was told that it is listened to; null once it was. */
  early: Message[] | null
  timer: NodeJS.Timeout
}

/** A server that says nothing for so long does not hold up the others, in milliseconds. */
const patience = 5_000
const mostEarly = 100

/** `ownerOf` knows which server a resource belongs to, where a list has shown it. */
export function newListenings(
  core: Pick<Core, 'connections' | 'inFlight' | 'toClient'>,
  ownerOf: (uri: string) => Connection | undefined,
): Listenings {
  const listenings = new Map<Id, Listening>()
  return { start, takes }

  function start(request: Request, flight: InFlight, about: Id | undefined): void {
    const { id } = request
    const { connections } = core
    const timer = setTimeout(() => acknowledge(id), patience).unref()
    const sets = { silent: new Set(connections), open: new Set(connections) }
    listenings.set(id, { ...{ about, ...sets, honoured: [], early: [], timer } })
    flight.connection = {
      forget(each) {
        for (const { forget } of connections) forget(each)
      },
      tell(message) {
        finish(id)
        for (const { tell } of connections) tell(message)
        return undefined
      },
    }
    for (const connection of connections)
      connection.request(partFor(request, connection, ownerOf), {
        answer: response => over(request, connection, response),
        lost: () => over(request, connection, null),
      })
  }

  function takes(message: Message, connection: Connection): boolean {
    const id = metaOf(message)[metaKeys.subscription] as Id
    const listening = listenings.get(id)
    if (listening === undefined) return false
    if (message.method === 'notifications/subscriptions/acknowledged') {
      const { notifications } = message.value.params as { notifications?: unknown }
      if (isObject(notifications)) listening.honoured.push(notifications)
      settle(id, listening, connection)
      return true
    }
    if (listening.early === null) return false
    if (listening.early.length < mostEarly) listening.early.push(message)
    return true
  }

  /** A server has ended it, or never began. */
  function over(request: Request, connection: Connection, response: Message | null): undefined {
    const { id } = request
    const listening = listenings.get(id)
    if (listening === undefined) return undefined
    listening.open.delete(connection)
    settle(id, listening, connection)
    if (listening.open.size > 0) return undefined
    finish(id)
    core.inFlight.delete(id)
    const fault = { id, code: errorCodes.method, message: 'No server here tells of changes.' }
    core.toClient(response ?? composeError(fault), listening.about)
    return undefined
  }

  function settle(id: Id, { silent, honoured, open }: Listening, connection: Connection): void {
    silent.delete(connection)
    // Where none of them listens, the answer says so.
    if (silent.size === 0 && (honoured.length > 0 || open.size > 0)) acknowledge(id)
  }

  function acknowledge(id: Id): void {
    const listening = listenings.get(id)
    if (listening === undefined || listening.early === null) return
    const { early, honoured, about } = listening
    listening.early = null
    const params = { _meta: { [metaKeys.subscription]: id }, notifications: merged(honoured) }
    core.toClient(compose({ method: 'notifications/subscriptions/acknowledged', params }), about)
    for (const message of early) core.toClient(message, about)
  }

  function finish(id: Id): void {
    clearTimeout(listenings.get(id)?.timer)
    listenings.delete(id)
  }
}

/** What one server is asked for: of resources that are known to be another's, nothing. */
function partFor(
  request: Request,
  connection: Connection,
  ownerOf: (uri: string) => Connection | undefined,
): Request {
  const { notifications } = (request.value.params ?? {}) as { notifications?: unknown }
  const { resourceSubscriptions: uris } = isObject(notifications) ? notifications : {}
  if (!Array.isArray(uris)) return request
  const own = uris.filter(uri => (ownerOf(String(uri)) ?? connection) === connection)
  return withParams(request, { notifications: { ...(notifications as Filter), resourceSubscriptions: own } })
}

/** What any of them tells of. */
function merged(filters: Filter[]): Filter {
  const uris = filters.flatMap(({ resourceSubscriptions: own }) => (Array.isArray(own) ? own : []))
  const lists = filters.flatMap(filter => Object.entries(filter).filter(([, value]) => value === true))
  return {
    ...Object.fromEntries(lists),
    ...(uris.length > 0 && { resourceSubscriptions: [...new Set(uris)] }),
  }
}
