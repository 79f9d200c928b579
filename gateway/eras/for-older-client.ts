import { compose, composeRequest, composeResult, withId, withParams } from '../protocol/compose.ts'
import { isObject, legacyVersion, metaKeys, metaOf, modernVersion } from '../protocol/era.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, Link, LinkEvents, Taken } from '../types.ts'
import type { Bridge } from './bridge-eras.ts'

type Result = { [key: string]: unknown }
type Request = Message & { kind: 'request' }

/**
 * Lets a client of the earlier era speak to a server of the later one. Every request gets what the handshake
 * has said of the client; where the server wants more input for a call, the client is asked for it in its own
 * way, and the call is made again with the answers.
 */
export function forOlderClient(
  handshake: Message,
  discovered: Result,
  link: Link,
  events: LinkEvents,
): Bridge {
  const { protocolVersion, capabilities, clientInfo } = handshake.value.params as Result
  const standing = {
    [metaKeys.version]: modernVersion,
    [metaKeys.capabilities]: isObject(capabilities) ? capabilities : {},
    ...(clientInfo !== undefined && { [metaKeys.client]: clientInfo }),
  }
  let logLevel: unknown
  /** What the client wants to hear of, and the id of the request that listens for it. */
  const subscribed = new Set<string>()
  let listening: Id | null = null
  /** The client's requests that are not answered yet, by the id that the server knows. */
  const open = new Map<Id, { id: Id; request: Request }>()
  /** Who waits for the client's answers. */
  const asked = new Map<Id, (answer: Result) => void>()
  return { toServer, toClient, idFor: id => open.get(id)?.id ?? id }

  function toServer(message: Message): Taken {
    if (message.kind === 'response') {
      asked.get(message.id as Id)?.(isObject(message.value.result) ? message.value.result : {})
      asked.delete(message.id as Id)
      return undefined
    }
    if (message.kind === 'notification') return tell(message)
    const { id, method } = message
    if (method === 'initialize')
      return events.onMessage(composeResult(id, greeting(protocolVersion, discovered)), id)
    if (method === 'resources/subscribe' || method === 'resources/unsubscribe') subscribe(message)
    if (method === 'logging/setLevel') logLevel = (message.value.params as Result | undefined)?.level
    if (answeredHere.has(method)) return events.onMessage(composeResult(id, {}), id)
    return carry(message, id, {})
  }

  function tell(message: Message): Taken {
    if (message.method === 'notifications/initialized') listen()
    if (message.method !== 'notifications/cancelled') return undefined
    const { requestId } = (message.value.params ?? {}) as Result
    const [wireId] = [...open].find(([, { id }]) => id === requestId) ?? []
    if (wireId === undefined) return undefined
    open.delete(wireId)
    return link.send(compose({ method: 'notifications/cancelled', params: { requestId: wireId } }))
  }

  function carry(request: Request, wireId: Id, more: Result): Taken {
    open.set(wireId, { id: request.id, request })
    const level = logLevel === undefined ? {} : { 'io.modelcontextprotocol/logLevel': logLevel }
    const full = withParams(request, { ...more, _meta: { ...metaOf(request), ...standing, ...level } })
    return link.send(wireId === request.id ? full : withId(full, wireId))
  }

  function subscribe({ method, value }: Request): void {
    const { uri } = (value.params ?? {}) as Result
    if (typeof uri !== 'string' || (subscribed.size >= mostSubscribed && !subscribed.has(uri))) return
    if (method === 'resources/subscribe') subscribed.add(uri)
    else subscribed.delete(uri)
    listen()
  }

  /** Changes of lists come by themselves in the earlier era. What is listened for is said anew as a whole. */
  function listen(): void {
    const before = listening
    const lists = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
    const notifications = { ...lists, ...(subscribed.size > 0 && { resourceSubscriptions: [...subscribed] }) }
    listening = ownId()
    link.send(composeRequest(listening, 'subscriptions/listen', { _meta: standing, notifications }))
    if (before !== null)
      link.send(compose({ method: 'notifications/cancelled', params: { requestId: before } }))
  }

  function toClient(message: Message, about: Id | undefined): Taken {
    const known = open.get((message.kind === 'response' ? message.id : about) as Id)
    if (message.kind !== 'response') {
      if (message.method === 'notifications/subscriptions/acknowledged') return undefined
      return events.onMessage(message, known?.id)
    }
    if (known === undefined) return undefined
    open.delete(message.id as Id)
    const { result } = message.value
    if (isObject(result) && result.resultType === 'input_required') {
      void goOn(known.request, result)
      return undefined
    }
    return events.onMessage(known.id === message.id ? message : withId(message, known.id), known.id)
  }

  async function goOn(request: Request, { inputRequests, requestState }: Result): Promise<void> {
    const questions = Object.entries(isObject(inputRequests) ? inputRequests : {})
    const answers = await Promise.all(
      questions.map(async ([key, question]) => [key, await put(question, request.id)] as const),
    )
    carry(request, ownId(), { inputResponses: Object.fromEntries(answers), requestState })
  }

  function put(question: unknown, about: Id): Promise<Result> {
    const { method, params } = question as { method: string; params: object }
    const id = ownId()
    return new Promise(resolve => {
      asked.set(id, resolve)
      events.onMessage(composeRequest(id, method, params), about)
    })
  }
}

const mostSubscribed = 1_000

/** What servers of the later era have nothing to say to. */
const answeredHere = new Set(['ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe'])

function greeting(requested: unknown, { capabilities, instructions, _meta }: Result): Result {
  const server = isObject(_meta) ? _meta[metaKeys.server] : undefined
  return {
    protocolVersion: typeof requested === 'string' && requested < modernVersion ? requested : legacyVersion,
    capabilities: { ...(isObject(capabilities) ? capabilities : {}), logging: {} },
    serverInfo: server ?? { name: 'server', version: '0' },
    ...(typeof instructions === 'string' && { instructions }),
  }
}
