import { compose, composeError, composeRequest, replaceIn, withId } from '../protocol/compose.ts'
import { isObject } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { spanAt } from '../protocol/members.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id, Taken } from '../types.ts'
import type { Connection, Request } from './connection.ts'

/** What servers, and the gateway itself, ask the client in the way of the earlier era. */
export type Questions = {
  /** Hands a server's request to the client. */
  relay(request: Request, connection: Connection, about: Id | undefined): Taken
  /** A notification of a server, with the id of a question as the client knows it. */
  asClientKnowsIt(message: Message, connection: Connection): Message
  /** Asks for the gateway. Rejects where no result comes. */
  ask(method: string, params: object, signal: AbortSignal, about: Id): Promise<{ [key: string]: unknown }>
  /** Takes the client's answer to whoever asked. */
  answer(message: Message): Taken
}

type Asking = { connection: Connection | null; id: Id; take: (answer: Message) => Taken }

/** So many questions that nobody answers are no honest server's. */
const mostOpen = 1_000

/** `several`: whether there are servers whose ids may clash. */
export function newQuestions(
  toClient: (message: Message, about?: Id) => Taken,
  several: () => boolean,
): Questions {
  /** Who asked, by the id that the client knows. */
  const asked = new Map<Id, Asking>()
  return { relay, asClientKnowsIt, ask, answer }

  function relay(request: Request, connection: Connection, about: Id | undefined): Taken {
    if (asked.size >= mostOpen) {
      const busy = {
        id: request.id,
        code: errorCodes.internal,
        message: 'The client has too much to answer.',
      }
      return connection.tell(composeError(busy))
    }
    const id = several() ? ownId() : request.id
    const same = id === request.id
    const take = (given: Message) => connection.tell(same ? given : withId(given, request.id))
    asked.set(id, { connection, id: request.id, take })
    return toClient(same ? request : withId(request, id), about)
  }

  function asClientKnowsIt(message: Message, connection: Connection): Message {
    if (message.method !== 'notifications/cancelled' || !several()) return message
    const { requestId } = (message.value.params ?? {}) as { requestId?: unknown }
    const [id] =
      [...asked].find(([, asking]) => asking.connection === connection && asking.id === requestId) ?? []
    const span = message.at.params && spanAt(message.text, message.at.params, ['requestId'])
    return id === undefined || !span ? message : replaceIn(message, [{ span, by: JSON.stringify(id) }])
  }

  function ask(
    method: string,
    params: object,
    signal: AbortSignal,
    about: Id,
  ): Promise<{ [key: string]: unknown }> {
    const id = ownId()
    return new Promise((resolve, reject) => {
      const stop = () => {
        if (!asked.delete(id)) return
        toClient(compose({ method: 'notifications/cancelled', params: { requestId: id } }), about)
        reject(new Error('nobody waits for the answer any more'))
      }
      const take = ({ value }: Message): Taken => {
        signal.removeEventListener('abort', stop)
        if (isObject(value.result)) resolve(value.result)
        else reject(new Error('the client answered with an error'))
        return undefined
      }
      signal.addEventListener('abort', stop, { once: true })
      asked.set(id, { connection: null, id, take })
      toClient(composeRequest(id, method, params), about)
    })
  }

  function answer(message: Message): Taken {
    const asking = asked.get(message.id as Id)
    asked.delete(message.id as Id)
    return asking?.take(message)
  }
}
