import { canonicalJson } from '../../classifier/index.ts'
import { composeError, composeResult } from '../protocol/compose.ts'
import { isObject, metaKeys, metaOf } from '../protocol/era.ts'
import { errorCodes } from '../protocol/error-codes.ts'
import { ownId } from '../protocol/own-id.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Id } from '../types.ts'

type Request = Message & { kind: 'request' }
type Result = { [key: string]: unknown }

/**
 * Calls of clients of the later era in the middle of which a server of the earlier one asks something. The call
 * is answered with the question, and stays open at the server; the same call, made again with the answer, is
 * that call still.
 */
export type HeldCalls = {
  /** Puts a server's question to whoever made the call it belongs to; what the server is told where nobody can be asked. */
  ask(question: Request, about: Id | undefined): Message | null
  /** What becomes of a request that goes on with a held call; null where it is another. */
  goOn(request: Request): { toServer: Message } | { toClient: Message } | null
  /** The id by which the client knows a request now. */
  idFor(id: Id): Id
  /** The id by which the server knows a request of the client. */
  idAtServer(id: Id): Id
  /** It has been answered. */
  over(id: Id): void
}

type Held = { call: Id; question: Request; likeness: string; timer: NodeJS.Timeout }

const statePrefix = 'placard-held:'
const questionKey = 'question'
/** How long a person may take to answer, in milliseconds; the server may have less patience. */
const patience = 10 * 60_000
const mostHeld = 100

/** The capability that a client needs to be asked something. */
const needed = new Map([
  ['elicitation/create', 'elicitation'],
  ['sampling/createMessage', 'sampling'],
  ['roots/list', 'roots'],
])
/** What may be answered with a question. */
const holdable = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** `open` are the requests that the server has not answered, by the id that it knows. */
export function holdCalls(
  open: ReadonlyMap<Id, Request>,
  toClient: (answer: Message, id: Id) => void,
  toServer: (message: Message) => void,
): HeldCalls {
  const held = new Map<string, Held>()
  /** The ids by which calls were made again, by the id that the server knows. */
  const again = new Map<Id, Id>()
  return {
    ask,
    goOn,
    idFor: id => again.get(id) ?? id,
    idAtServer: id => [...again].find(([, known]) => known === id)?.[0] ?? id,
    over: id => void again.delete(id),
  }

  function ask(question: Request, about: Id | undefined): Message | null {
    const call = callOf(about)
    const capability = needed.get(question.method)
    const can = call && metaOf(call)[metaKeys.capabilities]
    const isAsked = [...held.values()].some(one => one.call === call?.id)
    if (!call || capability === undefined || !isObject(can) || !isObject(can[capability]) || isAsked)
      return unanswerable(question)
    if (held.size >= mostHeld) return unanswerable(question)
    const state = statePrefix + ownId()
    const timer = setTimeout(() => giveUp(state), patience).unref()
    held.set(state, { call: call.id, question, likeness: likenessOf(call), timer })
    const { method, value } = question
    const id = again.get(call.id) ?? call.id
    const inputRequests = { [questionKey]: { method, params: value.params ?? {} } }
    toClient(composeResult(id, { resultType: 'input_required', inputRequests, requestState: state }), id)
    return null
  }

  /** A server on pipes does not say which call it asks about: then it can be asked of nobody but the only one. */
  function callOf(about: Id | undefined): Request | undefined {
    const calls = [...open.values()].filter(({ method }) => holdable.has(method))
    if (about !== undefined) return calls.find(({ id }) => id === about)
    return calls.length === 1 ? calls[0] : undefined
  }

  function goOn(request: Request): { toServer: Message } | { toClient: Message } | null {
    const { requestState, inputResponses } = (request.value.params ?? {}) as Result
    if (typeof requestState !== 'string' || !requestState.startsWith(statePrefix)) return null
    const known = held.get(requestState)
    const answer = isObject(inputResponses) ? inputResponses[questionKey] : undefined
    // What is no longer held must not reach the server as a new call.
    if (known === undefined || known.likeness !== likenessOf(request) || !isObject(answer)) {
      const message = 'No call like this one waits for an answer.'
      return { toClient: composeError({ id: request.id, code: errorCodes.params, message }) }
    }
    held.delete(requestState)
    clearTimeout(known.timer)
    again.set(known.call, request.id)
    return { toServer: composeResult(known.question.id, answer) }
  }

  function giveUp(state: string): void {
    const known = held.get(state)
    held.delete(state)
    if (known === undefined) return
    const { question } = known
    const isForm = question.method === 'elicitation/create'
    toServer(isForm ? composeResult(question.id, { action: 'cancel' }) : unanswerable(question))
  }
}

function unanswerable({ id }: Request): Message {
  return composeError({ id, code: errorCodes.method, message: 'The client cannot be asked.' })
}

/** What is the same in a call and the same call made again. */
function likenessOf({ method, value }: Request): string {
  const { _meta, inputResponses: _answers, requestState: _state, ...rest } = (value.params ?? {}) as Result
  return canonicalJson({ method, rest })
}
