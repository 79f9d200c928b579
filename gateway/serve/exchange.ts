import type { ServerResponse } from 'node:http'
import { oneLine } from '../protocol/one-line.ts'
import type { Message } from '../protocol/read-message.ts'
import { sseMark, sseText } from '../protocol/sse.ts'
import type { Taken } from '../types.ts'

/** The answer to one HTTP request: a single message, or a stream of them once there is more to say. */
export type Exchange = {
  /** Sends a message; the last one ends the answer. `event` is the id to go on from behind it. */
  send(message: Message, options: { last: boolean; status?: number; event?: string }): Taken
  /** Begins a stream. */
  stream(): void
  isStreaming(): boolean
  /** Gives the id of an event that says nothing, for the beginning of a stream; null where there is none. */
  onStream(first: () => string | null): void
  /** Ends the answer as it stands. */
  end(): void
  /** Calls back when it is over, whoever ended it. */
  onClosed(callback: () => void): void
}

/** Streams say that they are alive this often, and long answers become streams after it, in milliseconds. */
const keepAlive = 15_000

export function openExchange(response: ServerResponse, headers: { [name: string]: string }): Exchange {
  let streaming = false
  let first = (): string | null => null
  const pulse = setInterval(() => {
    stream()
    response.write(': alive\n\n')
  }, keepAlive).unref()
  response.once('close', () => clearInterval(pulse))
  return {
    send,
    stream,
    isStreaming: () => streaming,
    onStream(given) {
      first = given
    },
    end: () => void response.end(),
    onClosed: callback => void response.once('close', callback),
  }

  function send(
    message: Message,
    { last, status = 200, event }: { last: boolean; status?: number; event?: string },
  ): Taken {
    if (response.writableEnded || response.destroyed) return undefined
    if (last && !streaming) {
      response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(message.text)
      return undefined
    }
    stream()
    const free = response.write(sseText(oneLine(message.text), event))
    if (last) response.end()
    return free || last ? undefined : drained(response)
  }

  function stream(): void {
    if (streaming) return
    streaming = true
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    response.flushHeaders()
    const id = first()
    if (id !== null) response.write(sseMark(id))
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
