import { composeError, replaceIn } from '../protocol/compose.ts'
import { isObject, metaKeys } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { type Span, spanAt } from '../protocol/members.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, OpenLink, Taken } from '../types.ts'
import { type Connection, connect, type Listener, type Request } from './connection.ts'
import type { ServerEntry } from './types.ts'

/**
 * One connection for many clients of the later era, where every request stands for itself. Their ids, and the
 * tokens of their progress, would clash, so that each gets one of the gateway's own on the way.
 */
export type SharedConnection = {
  /** The connection as one client has it. */
  viewFor(entry: ServerEntry, listener: Listener): Connection
  close(): Promise<void>
}

type Passenger = { id: Id; token: unknown; listener: Listener }

export function shareConnection(entry: ServerEntry, open: OpenLink): SharedConnection {
  /** Who waits, by the gateway's own id of the request. */
  const passengers = new Map<Id, Passenger>()
  let base: Connection | undefined
  return {
    viewFor,
    close: async () => {
      await base?.close()
    },
  }

  function opened(): Connection {
    base ??= connect(entry, open, {
      onNotification(message, about) {
        const passenger = passengers.get(about ?? (ownerOf(message) as Id))
        return passenger?.listener.onNotification(toClient(message, passenger), passenger.id)
      },
      // In the later era servers ask nothing.
      onRequest: ({ id }) =>
        base?.tell(composeError({ id, code: errorCodes.method, message: 'The client cannot be asked.' })),
      onFault(complaint) {
        const [passenger] = passengers.values()
        passenger?.listener.onFault(complaint)
      },
      onEnd(reason) {
        base = undefined
        for (const { listener } of new Set(passengers.values())) listener.onEnd(reason)
        passengers.clear()
      },
    })
    return base
  }

  function viewFor(own: ServerEntry, listener: Listener): Connection {
    const shared = opened()
    const wireIds = new Map<Id, Id>()
    const leave = (id: Id) => {
      passengers.delete(wireIds.get(id)!)
      wireIds.delete(id)
    }
    return {
      entry: own,
      inventory: shared.inventory,
      ask: shared.ask,
      tell: message => tell(shared, message, wireIds),
      request(request, waiter) {
        const wireId = ownId()
        const passenger = { id: request.id, token: tokenOf(request), listener }
        wireIds.set(request.id, wireId)
        passengers.set(wireId, passenger)
        return shared.request(toServer(request, wireId), {
          answer(response) {
            leave(request.id)
            return waiter.answer(toClient(response, passenger))
          },
          lost(reason, arrived) {
            leave(request.id)
            waiter.lost(reason, arrived)
          },
        })
      },
      forget(id) {
        const wireId = wireIds.get(id)
        if (wireId === undefined) return
        shared.forget(wireId)
        passengers.delete(wireId)
      },
      async close() {
        for (const wireId of wireIds.values()) passengers.delete(wireId)
      },
    }
  }
}

function tell(shared: Connection, message: Message, wireIds: Map<Id, Id>): Taken {
  if (message.method !== 'notifications/cancelled') return undefined
  const span = spanAt(message.text, message.at.params!, ['requestId'])
  const wireId = wireIds.get((message.value.params as { requestId: Id }).requestId)
  if (span === null || wireId === undefined) return undefined
  return shared.tell(replaceIn(message, [{ span, by: JSON.stringify(wireId) }]))
}

function toServer(request: Request, wireId: Id): Request {
  const by = JSON.stringify(wireId)
  const token = request.at.params && spanAt(request.text, request.at.params, ['_meta', 'progressToken'])
  const spans = [{ span: request.at.id!, by }, ...(token ? [{ span: token, by }] : [])]
  return replaceIn(request, spans) as Request
}

/** What a server says of a request, with the ids and tokens that its client knows. */
function toClient(message: Message, { id, token }: Passenger): Message {
  const own = JSON.stringify(id)
  const body = message.at.params ?? message.at.result
  const at = (path: string[]): Span | null => (body === undefined ? null : spanAt(message.text, body, path))
  const spans: [Span | null | undefined, string][] = [
    [message.kind === 'response' ? message.at.id : null, own],
    [at(['_meta', metaKeys.subscription]), own],
    [message.method === 'notifications/progress' ? at(['progressToken']) : null, JSON.stringify(token)],
    [message.method === 'notifications/cancelled' ? at(['requestId']) : null, own],
  ]
  return replaceIn(
    message,
    spans.flatMap(([span, by]) => (span ? [{ span, by }] : [])),
  )
}

function tokenOf({ value: { params } }: Request): unknown {
  return isObject(params) && isObject(params._meta) ? (params._meta.progressToken ?? null) : null
}

/** The gateway's own id that a notification carries in one place or another. */
function ownerOf({ value: { params } }: Message): unknown {
  if (!isObject(params)) return undefined
  const meta = isObject(params._meta) ? params._meta : {}
  return params.progressToken ?? meta[metaKeys.subscription] ?? params.requestId
}
