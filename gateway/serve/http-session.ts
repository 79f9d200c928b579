import { composeError } from '../protocol/compose.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import type { Message } from '../protocol/read-message.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'
import type { Fault, Id, Taken } from '../types.ts'
import type { Exchange } from './exchange.ts'

/** A session of the earlier era, which lives across requests. */
export type HttpSession = {
  /** Who opened it; nobody else may use it. */
  grant: string
  /** Takes a message; the answer to a request goes out on its exchange. */
  receive(message: Message, exchange: Exchange | null): Taken
  /** Sends what belongs to no request on this exchange from now on. */
  listen(exchange: Exchange): void
  /** When it was last used, in milliseconds. */
  usedAt(): number
  announceTools(): void
  close(): Promise<void>
}

/** What the server says while nobody listens is kept, up to so many messages. */
const mostKept = 100

export function openHttpSession(options: Omit<SessionOptions, 'toClient'>): HttpSession {
  const exchanges = new Map<Id, Exchange>()
  const kept: Message[] = []
  let listener: Exchange | null = null
  let used = Date.now()
  const session: Session = openSession({ ...options, toClient })
  return {
    grant: options.caller.grant,
    receive(message, exchange) {
      used = Date.now()
      if (exchange !== null && message.kind === 'request') {
        if (exchanges.has(message.id))
          return exchange.send(composeError(idInUse(message.id)), { last: true, status: 400 })
        exchanges.set(message.id, exchange)
      }
      return session.receive(message, message.id ?? undefined)
    },
    listen(exchange) {
      used = Date.now()
      listener?.end()
      listener = exchange
      exchange.stream()
      exchange.onClosed(() => {
        if (listener === exchange) listener = null
      })
      for (const message of kept.splice(0)) exchange.send(message, { last: false })
    },
    usedAt: () => (exchanges.size > 0 ? Date.now() : used),
    announceTools: session.announceTools,
    async close() {
      listener?.end()
      for (const exchange of exchanges.values()) exchange.end()
      await session.close()
    },
  }

  function idInUse(id: Id): Fault {
    return { id, code: errorCodes.request, message: 'A request with this id is not answered yet.' }
  }

  function toClient(message: Message, about?: Id): Taken {
    if (message.kind === 'response') return answer(message)
    // A server on pipes does not say which request it speaks of. Where the client does not listen apart, the
    // newest request that waits is the likeliest.
    const exchange = exchanges.get(about!) ?? listener ?? [...exchanges.values()].at(-1) ?? null
    if (exchange !== null) return exchange.send(message, { last: false })
    if (kept.length < mostKept) kept.push(message)
    return undefined
  }

  function answer(message: Message): Taken {
    const exchange = exchanges.get(message.id as Id)
    exchanges.delete(message.id as Id)
    return exchange?.send(message, { last: true })
  }
}
