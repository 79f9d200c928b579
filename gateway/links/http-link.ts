import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { replaceIn, withId } from '../protocol/compose.ts'
import { isObject, modernVersionOf } from '../protocol/era.ts'
import { mirrorHeaders } from '../protocol/mirror-headers.ts'
import { type Message, readMessage, readText } from '../protocol/read-message.ts'
import type { SseEvent } from '../protocol/sse.ts'
import type { TokenKeeper } from '../sign-in/types.ts'
import type { Id, Link, LinkEvents, Taken } from '../types.ts'
import { httpClient } from './http-client.ts'
import { readBody, readEvents, type SeenEvent } from './read-response.ts'

export type HttpServer = {
  url: string
  headers: { [name: string]: string }
  /** What the gateway signs in with, where no header of the owner's does. */
  tokens?: TokenKeeper
}

type Request = Message & { kind: 'request' }

/** A server that speaks Streamable HTTP, of either era. */
export function httpLink({ url, headers, tokens }: HttpServer, events: LinkEvents): Link {
  const client = httpClient(url, headers, tokens)
  /** Requests whose answer is still to come. */
  const open = new Map<Id, AbortController>()
  const closing = new AbortController()
  /** Of the earlier era, since the handshake. */
  let session: { id?: string; version?: string } = {}
  let handshake: Id | null = null
  return { send, close }

  function send(message: Message): Taken {
    if (message.kind === 'request') void carry(message)
    // In the later era a request is given up by hanging up.
    else if (message.method === 'notifications/cancelled' && handshake === null) hangUp(message)
    else return hand(message)
    return undefined
  }

  function hangUp({ value }: Message): void {
    const { requestId } = value.params as { requestId: Id }
    open.get(requestId)?.abort()
    open.delete(requestId)
  }

  async function hand(message: Message): Promise<void> {
    try {
      const response = await client.ask('POST', headersFor(message), message.text, closing.signal)
      response.resume()
      if (message.method === 'notifications/initialized') void listen()
    } catch {
      // A notification that does not arrive is nobody's loss; a server that is gone shows at the next request.
    }
  }

  async function carry(request: Request): Promise<void> {
    const { id } = request
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, closing.signal])
    open.set(id, stop)
    if (request.method === 'initialize') {
      handshake = id
      session = {}
    }
    let arrived = false
    try {
      const response = await client.ask('POST', headersFor(request), request.text, signal)
      arrived = true
      if (id === handshake) keepSession(response)
      if (isEventStream(response)) await follow(response, id, signal)
      else await deliverBody(response, id)
      if (open.has(id)) throw new Error('the server answered something else')
    } catch (error) {
      const { message } = error as Error
      if (open.delete(id) && !closing.signal.aborted) events.onLost(id, message, arrived)
    }
  }

  function headersFor(message: Message): { [name: string]: string } {
    return {
      ...sessionHeaders(),
      ...(modernVersionOf(message) === null ? {} : mirrorHeaders(message)),
      ...message.headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
  }

  function sessionHeaders(): { [name: string]: string } {
    return {
      ...(session.version !== undefined && { 'mcp-protocol-version': session.version }),
      ...(session.id !== undefined && { 'mcp-session-id': session.id }),
    }
  }

  function keepSession({ headers }: IncomingMessage): void {
    const id = headers['mcp-session-id']
    if (typeof id === 'string') session.id = id
  }

  /** Delivers the one message that an answer consists of. */
  async function deliverBody(response: IncomingMessage, id: Id): Promise<void> {
    const { statusCode = 0, headers } = response
    const body = await readBody(response)
    const read = readMessage(body)
    if (headers['content-type']?.startsWith('application/json') && read.ok && isAnswer(read.message, id)) {
      await deliver(withOwnId(read.message, id), id)
    } else if (statusCode !== 200 && open.delete(id)) {
      // What was turned away did not run.
      events.onLost(id, `HTTP ${statusCode}`, statusCode >= 500)
    }
  }

  async function follow(response: IncomingMessage, id: Id, signal: AbortSignal): Promise<void> {
    const onEvent = ({ data }: SseEvent) => receive(data, id)
    let last = await readEvents(response, onEvent)
    // A server may hang up in the middle, and go on where it is asked to.
    while (open.has(id)) {
      if (last === null) throw new Error('the stream ended before the answer')
      await wait(last.retry, undefined, { signal })
      const headers = { ...sessionHeaders(), accept: 'text/event-stream', 'last-event-id': last.id }
      const again = await client.ask('GET', headers, null, signal)
      if (!isEventStream(again)) throw new Error(`the stream cannot be resumed (HTTP ${again.statusCode})`)
      last = (await readEvents(again, onEvent)) ?? last
    }
  }

  /** Listens for what the server says without being asked, where it has a stream for that. */
  async function listen(): Promise<void> {
    let last: SeenEvent | null = null
    try {
      for (;;) {
        const resuming = last === null ? {} : { 'last-event-id': last.id }
        const headers = { ...sessionHeaders(), ...resuming, accept: 'text/event-stream' }
        const response = await client.ask('GET', headers, null, closing.signal)
        if (!isEventStream(response)) return void response.resume()
        last = (await readEvents(response, ({ data }) => receive(data, undefined))) ?? last
        await wait(last?.retry ?? 1_000, undefined, { signal: closing.signal })
      }
    } catch {
      // The server has gone, which shows at the next request.
    }
  }

  function receive(data: string, about: Id | undefined): Taken {
    const read = readText(data)
    if (read.ok) return deliver(read.message, about)
    events.onFault(read.fault)
    return undefined
  }

  function deliver(message: Message, about: Id | undefined): Taken {
    if (message.kind === 'response') {
      open.delete(message.id as Id)
      const { result } = message.value
      if (message.id === handshake && isObject(result) && typeof result.protocolVersion === 'string')
        session.version = result.protocolVersion
    }
    return events.onMessage(message, about)
  }

  async function close(): Promise<void> {
    if (closing.signal.aborted) return
    closing.abort()
    if (session.id !== undefined) {
      // Polite, not needed: the server may drop the session now.
      const patience = AbortSignal.timeout(1_000)
      await client.ask('DELETE', sessionHeaders(), null, patience).catch(() => {})
    }
    client.close()
  }
}

function isEventStream({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 200 && (headers['content-type'] ?? '').startsWith('text/event-stream')
}

function isAnswer(message: Message, id: Id): boolean {
  return message.kind === 'response' && (message.id === id || message.id === null)
}

/** Whoever could not read a request answers without its id. */
function withOwnId(answer: Message, id: Id): Message {
  if (answer.id === id) return answer
  if (answer.at.id !== undefined) return withId(answer, id)
  const { end } = (answer.at.error ?? answer.at.result)!
  return replaceIn(answer, [{ span: { start: end, end }, by: `,"id":${JSON.stringify(id)}` }])
}
