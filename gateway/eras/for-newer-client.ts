import {
  compose,
  composeError,
  composeRequest,
  composeResult,
  replaceIn,
  withId,
  withInResult,
} from '../protocol/compose.ts'
import { isObject, metaKeys, modernVersion, modernVersionOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { spanAt } from '../protocol/members.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, Link, LinkEvents, Taken } from '../types.ts'
import type { Bridge } from './bridge-eras.ts'
import { holdCalls } from './held-calls.ts'

type Result = { [key: string]: unknown }

/**
 * Lets a client of the later era speak to a server of the earlier one, which has been shaken hands with already.
 * What the server asks in the middle of a call becomes the answer to that call, and the call goes on when it is
 * made again.
 */
export function forNewerClient(handshake: Result, link: Link, events: LinkEvents): Bridge {
  /** Requests that the server has not answered yet. */
  const open = new Map<Id, Message & { kind: 'request' }>()
  const held = holdCalls(open, events.onMessage, message => void link.send(message))
  /** The lists whose changes a client listens for, by the id of its request. */
  const listening = new Map<Id, Result>()
  link.send(compose({ method: 'notifications/initialized' }))
  return { toServer, toClient, idFor: held.idFor }

  function toServer(message: Message): Taken {
    if (message.kind === 'notification') {
      const { requestId } = (message.value.params ?? {}) as { requestId?: Id }
      if (message.method !== 'notifications/cancelled' || unlisten(requestId!)) return undefined
      const known = held.idAtServer(requestId!)
      open.delete(known)
      const span = spanAt(message.text, message.at.params!, ['requestId'])!
      return link.send(
        known === requestId ? message : replaceIn(message, [{ span, by: JSON.stringify(known) }]),
      )
    }
    if (message.kind !== 'request') return undefined
    const { id, method } = message
    if (modernVersionOf(message) !== modernVersion) {
      const fault = { id, code: errorCodes.version, message: 'This version is not spoken here.' }
      const data = { supported: [modernVersion], requested: modernVersionOf(message) }
      return events.onMessage(composeError(fault, data), id)
    }
    if (method === 'server/discover') return events.onMessage(composeResult(id, discovered(handshake)), id)
    if (method === 'subscriptions/listen') return listen(message, id)
    if (removed.has(method))
      return events.onMessage(
        composeError({ id, code: errorCodes.method, message: 'There is no such method.' }),
        id,
      )
    const going = held.goOn(message)
    if (going !== null)
      return 'toServer' in going ? link.send(going.toServer) : events.onMessage(going.toClient, id)
    open.set(id, message)
    return link.send(message)
  }

  function listen({ value }: Message, id: Id): Taken {
    const { notifications } = value.params as { notifications?: unknown }
    const wanted = Object.entries(isObject(notifications) ? notifications : {}).filter(
      ([name]) => lists.has(name) || name === 'resourceSubscriptions',
    )
    const filter = Object.fromEntries(wanted)
    for (const uri of resourcesOf(filter)) if (!isHeard(uri)) link.send(subscribing('subscribe', uri))
    listening.set(id, filter)
    const params = { _meta: { [metaKeys.subscription]: id }, notifications: filter }
    return events.onMessage(compose({ method: 'notifications/subscriptions/acknowledged', params }), id)
  }

  function unlisten(id: Id): boolean {
    const filter = listening.get(id)
    if (filter === undefined) return false
    listening.delete(id)
    for (const uri of resourcesOf(filter)) if (!isHeard(uri)) link.send(subscribing('unsubscribe', uri))
    return true
  }

  /** Whether somebody listens for a resource already. */
  function isHeard(uri: string): boolean {
    return [...listening.values()].some(filter => resourcesOf(filter).includes(uri))
  }

  function updated(message: Message): undefined {
    const { uri } = (message.value.params ?? {}) as Result
    for (const [id, filter] of listening)
      if (resourcesOf(filter).some(own => isWithin(uri, own))) {
        const params = { uri, _meta: { [metaKeys.subscription]: id } }
        events.onMessage(compose({ method: message.method, params }), id)
      }
  }

  function toClient(message: Message, about: Id | undefined): Taken {
    if (message.kind === 'response') {
      const known = message.id as Id
      const id = held.idFor(known)
      const answer = stamped(id === known ? message : withId(message, id), open.get(known)?.method)
      open.delete(known)
      held.over(known)
      return events.onMessage(answer, about)
    }
    if (message.kind === 'request') {
      const answer = message.method === 'ping' ? composeResult(message.id, {}) : held.ask(message, about)
      return answer === null ? undefined : link.send(answer)
    }
    if (message.method === 'notifications/resources/updated') return updated(message)
    const list = [...lists].find(([, method]) => method === message.method)?.[0]
    if (list === undefined)
      return events.onMessage(message, about === undefined ? undefined : held.idFor(about))
    for (const [id, wanted] of listening)
      if (wanted[list] === true) {
        const params = { _meta: { [metaKeys.subscription]: id } }
        events.onMessage(compose({ method: message.method, params }), id)
      }
    return undefined
  }
}

/** What the later era does without. */
const removed = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
])
const lists = new Map([
  ['toolsListChanged', 'notifications/tools/list_changed'],
  ['promptsListChanged', 'notifications/prompts/list_changed'],
  ['resourcesListChanged', 'notifications/resources/list_changed'],
])
/** More of them are no client's. */
const mostResources = 1_000

function resourcesOf({ resourceSubscriptions: uris }: Result): string[] {
  return Array.isArray(uris) ? uris.filter(uri => typeof uri === 'string').slice(0, mostResources) : []
}

/** A server may tell of what is below a resource that somebody listens for. */
function isWithin(uri: unknown, own: string): boolean {
  return typeof uri === 'string' && (uri === own || uri.startsWith(own.endsWith('/') ? own : `${own}/`))
}

/** Nobody waits for the answer. */
function subscribing(how: 'subscribe' | 'unsubscribe', uri: string): Message {
  return composeRequest(ownId(), `resources/${how}`, { uri })
}

const cacheable = /^(?:(?:tools|prompts|resources|resources\/templates)\/list|resources\/read)$/

function stamped(message: Message, method: string | undefined): Message {
  const { result } = message.value
  if (!isObject(result) || 'resultType' in result) return message
  const caching =
    cacheable.test(method ?? '') && !('ttlMs' in result) ? { ttlMs: 0, cacheScope: 'private' } : {}
  return withInResult(message, { resultType: 'complete', ...caching })
}

function discovered({ capabilities, serverInfo, instructions }: Result): Result {
  const { logging: _logging, ...kept } = isObject(capabilities) ? capabilities : {}
  return {
    resultType: 'complete',
    supportedVersions: [modernVersion],
    capabilities: kept,
    ...(typeof instructions === 'string' && { instructions }),
    ttlMs: 0,
    cacheScope: 'private',
    _meta: { [metaKeys.server]: serverInfo },
  }
}
