import type { IncomingMessage } from 'node:http'
import { largestMessage } from '../protocol/read-lines.ts'
import { type SseEvent, sseReader } from '../protocol/sse.ts'

/** The body of an answer. Rejects where it is larger than a message may be. */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestMessage) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The last event of a stream, after which it can be resumed, and how long to wait before, in milliseconds. */
export type SeenEvent = { id: string; retry: number }

/**
 * Reads an event stream to its end, also where it breaks off, and returns its last event with an id. Rejects
 * where it is no event stream.
 */
export async function readEvents(
  response: IncomingMessage,
  onEvent: (event: SseEvent) => undefined | Promise<void>,
): Promise<SeenEvent | null> {
  const reader = sseReader()
  let retry = 1_000
  let last: string | null = null
  for await (const chunk of unbroken(response)) {
    for (const event of reader.push(chunk)) {
      last = event.id ?? last
      retry = event.retry ?? retry
      const taken = event.data === '' ? undefined : onEvent(event)
      if (taken !== undefined) await taken
    }
  }
  return last === null ? null : { id: last, retry }
}

/** A connection that breaks is the end of the stream, no more. */
async function* unbroken(response: IncomingMessage): AsyncIterable<Buffer> {
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) yield chunk
  } catch {}
}
