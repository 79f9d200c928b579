import { composeError } from '../protocol/compose.ts'
import { isObject, metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import type { Message } from '../protocol/read-message.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'
import type { Fault, Id, Taken } from '../types.ts'
import type { Room } from './event-log.ts'
import type { Exchange } from './exchange.ts'
import { newStreams, type Stream } from './resumable-streams.ts'

/** A session of the earlier era, which lives across requests. */
export type HttpSession = {
  /** Who opened it; nobody else may use it. */
  grant: string
  /** Takes a message; the answer to a request goes out on its exchange. */
  receive(message: Message, exchange: Exchange | null): Taken
  /**
   * Sends what belongs to no request on this exchange from now on; with an event's id, goes on with the stream
   * of that event. False where that cannot be done.
   */
  listen(exchange: Exchange, lastEventId: string | undefined): boolean
  /** When it was last used, in milliseconds. */
  usedAt(): number
  announceTools(): void
  close(): Promise<void>
}

/** The first version whose clients know events without a message. */
const primedVersion = '2025-11-25'

export function openHttpSession(options: Omit<SessionOptions, 'toClient'>, room: Room): HttpSession {
  let version = ''
  const streams = newStreams(room, () => version >= primedVersion)
  /** What belongs to no request. */
  const own = streams.open({ keeps: true })
  /** Requests that are not answered yet, each with the token that its progress is told by. */
  const waiting = new Map<Id, { stream: Stream; token: unknown }>()
  let used = Date.now()
  const session: Session = openSession({ ...options, toClient })
  return {
    grant: options.caller.grant,
    receive(message, exchange) {
      used = Date.now()
      if (exchange !== null && message.kind === 'request') {
        if (waiting.has(message.id))
          return exchange.send(composeError(idInUse(message.id)), { last: true, status: 400 })
        const stream = streams.open({ keeps: false })
        stream.carriedBy(exchange)
        waiting.set(message.id, { stream, token: metaOf(message).progressToken })
      }
      return session.receive(message, message.id ?? undefined)
    },
    listen(exchange, lastEventId) {
      used = Date.now()
      if (lastEventId !== undefined) return streams.resume(lastEventId, exchange)
      own.playTo(exchange)
      return true
    },
    usedAt: () => (waiting.size > 0 ? Date.now() : used),
    announceTools: session.announceTools,
    async close() {
      own.end()
      for (const { stream } of waiting.values()) stream.end()
      streams.close()
      await session.close()
    },
  }

  function idInUse(id: Id): Fault {
    return { id, code: errorCodes.request, message: 'A request with this id is not answered yet.' }
  }

  function toClient(message: Message, about?: Id): Taken {
    if (message.kind === 'response') return answer(message)
    const asked = waiting.get(about!) ?? progressing(message)
    if (asked?.stream.isHeard()) return asked.stream.send(message, { last: false })
    // A server on pipes does not say which request it speaks of. Where the client does not listen apart, the
    // newest request that waits is the likeliest.
    const carried = own.isCarried() ? [] : [...waiting.values()].filter(({ stream }) => stream.isCarried())
    return (carried.at(-1)?.stream ?? own).send(message, { last: false })
  }

  function progressing({ method, value: { params } }: Message): { stream: Stream } | undefined {
    if (method !== 'notifications/progress' || !isObject(params)) return undefined
    return [...waiting.values()].find(({ token }) => token !== undefined && token === params.progressToken)
  }

  function answer(message: Message): Taken {
    const answered = waiting.get(message.id as Id)
    waiting.delete(message.id as Id)
    const { result } = message.value
    if (isObject(result) && typeof result.protocolVersion === 'string') version ||= result.protocolVersion
    return answered?.stream.send(message, { last: true })
  }
}
