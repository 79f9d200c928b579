import { composeRequest } from '../protocol/compose.ts'
import { isObject } from '../protocol/era.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id } from '../types.ts'

/** Asks a server for the gateway itself, beside what goes through. */
export type Asker = {
  /** Rejects where no result comes, in time or at all. */
  ask(method: string, params: object, patience?: number): Promise<{ [key: string]: unknown }>
  /** Hands a request of the client over and gives its answer, or says why none comes. */
  pass(request: Message): Promise<Message | string>
  /** Whether a message is the answer to what was asked. */
  takes(message: Message): boolean
  /** Whether it was asked here what is lost now. */
  loses(id: Id, reason: string): boolean
}

export function newAsker(send: (message: Message) => void): Asker {
  const waiting = new Map<Id, (answer: Message | string) => void>()
  return {
    async ask(method, params, patience = 60_000) {
      const request = composeRequest(ownId(), method, params)
      const timer = setTimeout(() => waiting.get(request.id as Id)?.('it is silent'), patience)
      const answer = await pass(request)
      clearTimeout(timer)
      if (typeof answer === 'string' || !isObject(answer.value.result))
        throw new Error(`no result of ${method} came`)
      return answer.value.result
    },
    pass,
    takes(message) {
      if (message.kind !== 'response') return false
      const settle = waiting.get(message.id as Id)
      settle?.(message)
      return settle !== undefined
    },
    loses(id, reason) {
      const settle = waiting.get(id)
      settle?.(reason)
      return settle !== undefined
    },
  }

  function pass(request: Message): Promise<Message | string> {
    return new Promise(resolve => {
      waiting.set(request.id as Id, answer => {
        waiting.delete(request.id as Id)
        resolve(answer)
      })
      send(request)
    })
  }
}
