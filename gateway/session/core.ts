import type { Message } from '../protocol/read-message.ts'
import type { Id, Say, Taken } from '../types.ts'
import type { Connection, Request } from './connection.ts'
import type { Keepers } from './gate.ts'
import type { Caller } from './types.ts'

/** What the parts of a session share. */
export type Core = {
  caller: Caller
  keepers: Keepers
  connections: Connection[]
  /** Requests of the client that are not answered yet. */
  inFlight: Map<Id, InFlight>
  toClient(message: Message, about?: Id): Taken
  /** Asks the client, in the way of the earlier era. Rejects where no result comes. */
  askClient(
    method: string,
    params: object,
    signal: AbortSignal,
    about: Id,
  ): Promise<{ [key: string]: unknown }>
  /** What the client says it can do, in this request or at the handshake. */
  capabilitiesFor(request: Request): { [key: string]: unknown }
  say: Say
}

export type InFlight = {
  /** The client has cancelled the request, or is gone. */
  stopped: boolean
  /** Aborted then, too. Made where something waits, for most calls never do. */
  stop?: AbortController
  /** Where the request went, once it did. */
  connection?: Pick<Connection, 'forget' | 'tell'>
}

export function stopFlight(flight: InFlight): void {
  flight.stopped = true
  flight.stop?.abort()
}

/** Tells when the client stops waiting. */
export function signalOf(flight: InFlight): AbortSignal {
  flight.stop ??= new AbortController()
  if (flight.stopped) flight.stop.abort()
  return flight.stop.signal
}
