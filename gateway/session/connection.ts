import { compose, composeRequest } from '../protocol/compose.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, Link, LinkEvents, OpenLink, Taken } from '../types.ts'
import { type Inventory, newInventory } from './inventory.ts'
import type { ServerEntry } from './types.ts'

export type Request = Message & { kind: 'request' }

/** Who waits for the answer to a request that went to a server. */
export type Waiter = {
  answer(response: Message): Taken
  lost(reason: string, arrived: boolean): void
}
/** Who hears what a server says of its own accord. */
export type Listener = {
  onNotification(message: Message, about?: Id): Taken
  onRequest(message: Request, about?: Id): Taken
  /** It said or did something that cannot be used. */
  onFault(complaint: string): void
  onEnd(reason: string): void
}

/** A connection to one server, and what is known of the server through it. */
export type Connection = {
  entry: ServerEntry
  inventory: Inventory
  request(message: Request, waiter: Waiter): Taken
  /** Hands over a notification, or the answer to a request of the server. */
  tell(message: Message): Taken
  /** Asks something for the gateway itself. Rejects where no result comes. */
  ask(method: string, params: object, timeout?: number): Promise<{ [key: string]: unknown }>
  /** Nobody waits for the answer any more. */
  forget(id: Id): void
  close(): Promise<void>
}

/** Connects to a server. What comes of it that nobody has asked for is dropped. */
export function connect(entry: ServerEntry, open: OpenLink, listener: Listener): Connection {
  const waiters = new Map<Id, Waiter>()
  const inventory = newInventory({ name: entry.name })
  let ended: string | null = null
  const events: LinkEvents = {
    onMessage(message, about) {
      try {
        return take(message, about)
      } catch (error) {
        listener.onFault(`a message of it could not be handled: ${(error as Error).message}`)
        return undefined
      }
    },
    onFault: ({ message }) => listener.onFault(`it sent what is no message: ${message}`),
    onLost: (id, reason, arrived) => waiterOf(id)?.lost(reason, arrived),
    onClose(reason) {
      ended = reason
      for (const id of [...waiters.keys()]) waiterOf(id)?.lost(reason, true)
      listener.onEnd(reason)
    },
  }
  const link: Link = open(events)
  return { entry, inventory, request, tell: message => link.send(message), ask, forget, close: link.close }

  function take(message: Message, about: Id | undefined): Taken {
    if (message.kind === 'request') return listener.onRequest(message, about)
    if (message.kind === 'notification') {
      if (message.method === 'notifications/tools/list_changed') inventory.expire()
      return listener.onNotification(message, about)
    }
    return waiterOf(message.id)?.answer(message)
  }

  function request(message: Request, waiter: Waiter): Taken {
    if (ended !== null) {
      waiter.lost(ended, false)
      return undefined
    }
    waiters.set(message.id, waiter)
    return link.send(message)
  }
  function waiterOf(id: Id | null): Waiter | undefined {
    if (id === null) return undefined
    const waiter = waiters.get(id)
    waiters.delete(id)
    return waiter
  }
  function forget(id: Id): void {
    waiters.delete(id)
  }
  function ask(method: string, params: object, timeout = 30_000): Promise<{ [key: string]: unknown }> {
    const id = ownId()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        forget(id)
        link.send(compose({ method: 'notifications/cancelled', params: { requestId: id } }))
        reject(new Error(`${entry.name} did not answer ${method} within ${timeout / 1000} s`))
      }, timeout)
      request(composeRequest(id, method, params) as Request, {
        answer({ value }) {
          clearTimeout(timer)
          if ('result' in value) resolve(value.result as { [key: string]: unknown })
          else reject(new Error(`${entry.name} answered ${method} with an error`))
          return undefined
        },
        lost(reason) {
          clearTimeout(timer)
          reject(new Error(`${entry.name}: ${reason}`))
        },
      })
    })
  }
}
