import type { Message } from '../protocol/read-message.ts'
import type { Taken } from '../types.ts'
import { type EventLog, newEventLog, type Room } from './event-log.ts'
import type { Exchange } from './exchange.ts'

/** The streams of one session, each of which a client can go on with after its connection broke. */
export type ResumableStreams = {
  /** `keeps`: what nobody listens to yet is kept until somebody does. */
  open(options: { keeps: boolean }): Stream
  /** Goes on behind an event on another exchange. False where that event is of no stream, or too long ago. */
  resume(lastEventId: string, exchange: Exchange): boolean
  close(): void
}

/** One stream, whoever listens to it at the moment. */
export type Stream = {
  /** Sends a message. The last one may be all there is to say: then it goes out alone, and not as a stream. */
  send(message: Message, options: { last: boolean }): Taken
  /** An exchange carries it from now on, and nothing is written before there is something to say. */
  carriedBy(exchange: Exchange): void
  /** The same, beginning with what nobody has heard yet. */
  playTo(exchange: Exchange): void
  /** Whether an exchange carries it. */
  isCarried(): boolean
  /** Whether what is sent now gets to the client, at once or when it comes back. */
  isHeard(): boolean
  end(): void
}

/** `primes` tells whether the client knows events that only give it a place to go on from. */
export function newStreams(room: Room, primes: () => boolean): ResumableStreams {
  const open = new Map<number, ReturnType<typeof newStream>>()
  const log = newEventLog(room, ({ stream, last }) => {
    if (last) open.delete(stream)
  })
  let count = 0
  return {
    open({ keeps }) {
      const number = ++count
      const stream = newStream({ number, keeps, log, primes, over: () => open.delete(number) })
      open.set(number, stream)
      return stream
    },
    resume(lastEventId, exchange) {
      const [, number, sequence] = /^([1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/.exec(lastEventId) ?? []
      return open.get(Number(number))?.resume(Number(sequence), exchange) ?? false
    },
    close: log.close,
  }
}

type StreamOptions = {
  number: number
  keeps: boolean
  log: EventLog
  primes: () => boolean
  /** Nobody can come back to it any more. */
  over: () => void
}

function newStream({ number, keeps, log, primes, over }: StreamOptions): Stream & {
  resume(after: number, exchange: Exchange): boolean
} {
  let exchange: Exchange | null = null
  /** The numbers of the last event, and of the last one that was written to an exchange. */
  let sequence = 0
  let written = 0
  /** The client has been given an event to go on from. */
  let known = false
  let done = false
  return {
    send,
    carriedBy,
    playTo: next => play(next, written),
    isCarried: () => exchange !== null,
    isHeard: () => exchange !== null || known || keeps,
    end: () => exchange?.end(),
    resume(after, next) {
      if (after > sequence || log.between(number, after + 1, sequence).length < sequence - after) return false
      play(next, after)
      return true
    },
  }

  function send(message: Message, { last }: { last: boolean }): Taken {
    done ||= last
    if (exchange !== null && last && !exchange.isStreaming()) {
      over()
      return exchange.send(message, { last })
    }
    if (exchange === null && !known && !keeps) {
      if (last) over()
      return undefined
    }
    sequence++
    log.add({ stream: number, sequence, message, last })
    if (exchange === null) return undefined
    known = true
    written = sequence
    return exchange.send(message, { last, event: idOf(sequence) })
  }

  function carriedBy(next: Exchange): void {
    exchange?.end()
    exchange = next
    next.onStream(() => {
      if (!primes()) return null
      known = true
      return idOf(written)
    })
    next.onClosed(() => {
      if (exchange === next) exchange = null
    })
  }

  function play(next: Exchange, after: number): void {
    carriedBy(next)
    written = after
    next.stream()
    for (const event of log.between(number, after + 1, sequence)) {
      known = true
      written = event.sequence
      next.send(event.message, { last: false, event: idOf(event.sequence) })
    }
    if (done) next.end()
  }

  function idOf(event: number): string {
    return `${number}.${event}`
  }
}
