import { isObject, legacyVersion, metaKeys, metaOf, modernVersion, modernVersionOf } from '../protocol/era.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, Link, LinkEvents, OpenLink, Taken } from '../types.ts'
import { forNewerClient } from './for-newer-client.ts'
import { forOlderClient } from './for-older-client.ts'
import { type Asker, newAsker } from './new-asker.ts'

/** What stands between a client and a server of different eras. */
export type Bridge = {
  toServer(message: Message): Taken
  toClient(message: Message, about: Id | undefined): Taken
  /** The id by which the client knows a request. */
  idFor(id: Id): Id
}

/** A server that is silent this long about `server/discover` is of the earlier era, in milliseconds. */
const patience = 5_000

/**
 * Opens a link that speaks to the server in the server's own era, where that is not the client's. Which era each
 * of them speaks shows at the first request, and as long as both speak the same one, messages pass as they are.
 * So they do for clients of the later era unless `newer`: most of them speak the earlier one as well, and lose
 * nothing by it.
 */
export function bridgeEras(open: OpenLink, newer: boolean): OpenLink {
  return events => {
    let bridge: Bridge | 'none' | null = null
    /** Messages that came before it was known how to pass them on. */
    const early: Message[] = []
    let finding = false
    const asker = newAsker(message => link.send(message))
    const link = open({
      ...events,
      onMessage(message, about) {
        if (asker.takes(message)) return undefined
        return bridge === null || bridge === 'none'
          ? events.onMessage(message, about)
          : bridge.toClient(message, about)
      },
      onLost(id, reason, arrived) {
        const known = bridge === null || bridge === 'none' ? id : bridge.idFor(id)
        if (!asker.loses(id, reason)) events.onLost(known, reason, arrived)
      },
    })
    return { send, close: link.close }

    function send(message: Message): Taken {
      if (bridge === 'none') return link.send(message)
      if (bridge !== null) return bridge.toServer(message)
      early.push(message)
      if (!finding && message.kind === 'request') {
        finding = true
        void find(message).then(found => {
          bridge = found
          for (const waiting of early.splice(0)) send(waiting)
        })
      }
      return undefined
    }

    function find(first: Message): Promise<Bridge | 'none'> {
      if (modernVersionOf(first) === null) return findForOlder(first, asker, link, events, early)
      return newer ? findForNewer(first, asker, link, events) : Promise.resolve('none')
    }
  }
}

/** For a client that shakes hands: the server answers, or shows that it is of the later era. */
async function findForOlder(
  first: Message,
  asker: Asker,
  link: Link,
  events: LinkEvents,
  early: Message[],
): Promise<Bridge | 'none'> {
  if (first.method !== 'initialize') return 'none'
  const answer = await asker.pass(first)
  const answered = typeof answer !== 'string' && 'result' in answer.value
  const discovered = answered ? null : await discover(asker)
  if (discovered !== null) return forOlderClient(first, discovered, link, events)
  early.splice(early.indexOf(first), 1)
  if (typeof answer === 'string') events.onLost(first.id as Id, answer, true)
  else events.onMessage(answer)
  return 'none'
}

/** For a client that shakes no hands: the server can be discovered, or is shaken hands with in its stead. */
async function findForNewer(
  first: Message,
  asker: Asker,
  link: Link,
  events: LinkEvents,
): Promise<Bridge | 'none'> {
  if ((await discover(asker)) !== null) return 'none'
  const handshake = await asker
    .ask('initialize', {
      protocolVersion: legacyVersion,
      capabilities: askable(first),
      clientInfo: { name: 'placard', version: '1' },
    })
    .catch(() => null)
  return handshake === null ? 'none' : forNewerClient(handshake, link, events)
}

/** What a client of the later era can be asked, as far as its first request says. */
function askable(first: Message): { [name: string]: unknown } {
  const can = metaOf(first)[metaKeys.capabilities]
  const names = new Set(['elicitation', 'sampling', 'roots'])
  return Object.fromEntries(Object.entries(isObject(can) ? can : {}).filter(([name]) => names.has(name)))
}

async function discover(asker: Asker): Promise<{ [key: string]: unknown } | null> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernVersion,
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const result = await asker.ask('server/discover', { _meta }, patience).catch(() => null)
  return isObject(result) &&
    Array.isArray(result.supportedVersions) &&
    result.supportedVersions.includes(modernVersion)
    ? result
    : null
}
