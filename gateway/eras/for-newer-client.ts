import { compose, composeError, composeResult, withInResult } from '../protocol/compose.ts'
import { isObject, metaKeys, modernVersion, modernVersionOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, Link, LinkEvents, Taken } from '../types.ts'
import type { Bridge } from './bridge-eras.ts'

type Result = { [key: string]: unknown }

/**
 * Lets a client of the later era speak to a server of the earlier one, which has been shaken hands with already.
 * The server is told that its client can do nothing beside, so that it asks nothing: the client could not be
 * asked in the middle of a call.
 */
export function forNewerClient(handshake: Result, link: Link, events: LinkEvents): Bridge {
  /** The methods of requests that are not answered yet. */
  const open = new Map<Id, string>()
  /** The lists whose changes a client listens for, by the id of its request. */
  const listening = new Map<Id, Result>()
  link.send(compose({ method: 'notifications/initialized' }))
  return { toServer, toClient }

  function toServer(message: Message): Taken {
    if (message.kind === 'notification') {
      const { requestId } = (message.value.params ?? {}) as { requestId?: Id }
      if (message.method === 'notifications/cancelled' && !listening.delete(requestId!))
        return link.send(message)
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
    open.set(id, method)
    return link.send(message)
  }

  function listen({ value }: Message, id: Id): Taken {
    const { notifications } = value.params as { notifications?: unknown }
    const wanted = Object.entries(isObject(notifications) ? notifications : {}).filter(([name]) =>
      lists.has(name),
    )
    listening.set(id, Object.fromEntries(wanted))
    const params = { _meta: { [metaKeys.subscription]: id }, notifications: Object.fromEntries(wanted) }
    return events.onMessage(compose({ method: 'notifications/subscriptions/acknowledged', params }), id)
  }

  function toClient(message: Message, about: Id | undefined): Taken {
    if (message.kind === 'response') {
      const method = open.get(message.id as Id)
      open.delete(message.id as Id)
      return events.onMessage(stamped(message, method), about)
    }
    if (message.kind === 'request') {
      const { id, method } = message
      const answer =
        method === 'ping'
          ? composeResult(id, {})
          : composeError({ id, code: errorCodes.method, message: 'The client cannot be asked.' })
      return link.send(answer)
    }
    const list = [...lists].find(([, method]) => method === message.method)?.[0]
    if (list === undefined) return events.onMessage(message, about)
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
