import { readText } from '../protocol/read-message.ts'
import type { SseEvent } from '../protocol/sse.ts'
import type { Id, Link, LinkEvents, Taken } from '../types.ts'
import { httpClient } from './http-client.ts'
import type { HttpServer } from './http-link.ts'
import { readEvents } from './read-response.ts'

/**
 * A server that speaks the transport of 2024-11-05: one stream to listen at, whose first event names the address
 * to write to. That address has to be of the same origin: the owner's headers go nowhere else.
 */
export function sseLink({ url, headers, tokens }: HttpServer, events: LinkEvents): Link {
  const listening = httpClient(url, headers, tokens)
  const closing = new AbortController()
  const { signal } = closing
  const open = new Set<Id>()
  const named = Promise.withResolvers<ReturnType<typeof httpClient>>()
  // Whoever writes hears of it.
  named.promise.catch(() => {})
  void listen().then(
    () => end('the stream has ended'),
    error => end(error.message),
  )
  return {
    send(message): Taken {
      if (message.kind === 'request') open.add(message.id)
      return write(message.text).catch(error => {
        if (message.kind === 'request' && open.delete(message.id))
          events.onLost(message.id, error.message, false)
      })
    },
    async close() {
      closing.abort()
      listening.close()
      await named.promise.then(
        client => client.close(),
        () => {},
      )
    },
  }

  async function listen(): Promise<void> {
    const response = await listening.ask('GET', { accept: 'text/event-stream' }, null, signal)
    const type = response.headers['content-type'] ?? ''
    if (response.statusCode !== 200 || !type.startsWith('text/event-stream'))
      throw new Error(`HTTP ${response.statusCode} instead of a stream`)
    await readEvents(response, receive)
  }

  function receive({ event, data }: SseEvent): Taken {
    if (event === 'endpoint') {
      const address = URL.canParse(data, url) ? new URL(data, url) : null
      if (address?.origin === new URL(url).origin) named.resolve(httpClient(address.href, headers, tokens))
      else named.reject(new Error('the address to write to is of another origin'))
      return undefined
    }
    const read = readText(data)
    if (!read.ok) {
      events.onFault(read.fault)
      return undefined
    }
    if (read.message.kind === 'response') open.delete(read.message.id as Id)
    return events.onMessage(read.message)
  }

  async function write(text: string): Promise<void> {
    const client = await named.promise
    const response = await client.ask('POST', { 'content-type': 'application/json' }, text, signal)
    response.resume()
    if ((response.statusCode ?? 500) >= 300) throw new Error(`HTTP ${response.statusCode}`)
  }

  function end(reason: string): void {
    named.reject(new Error(reason))
    if (!signal.aborted) events.onClose(reason)
  }
}
