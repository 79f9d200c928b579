import { isUtf8 } from 'node:buffer'
import type { Fault, Id } from '../types.ts'
import { errorCodes } from './error-codes.ts'
import { type Member, membersOf, type Span } from './members.ts'

/** One JSON-RPC message: the text as it came, and what can be understood in one way only. */
export type Message = {
  text: string
  /** What the text says. Members that mean nothing to the gateway are not checked. */
  value: { [key: string]: unknown }
  /** Where `id`, `params`, `result` and `error` stand in the text. */
  at: { [Key in (typeof envelopeKeys)[number]]?: Span }
  /** The text as bytes with a line end behind it, where it came as one line. */
  line?: Uint8Array
  /** The headers that repeat its arguments, where it came or goes by HTTP. */
  headers?: { [name: string]: string }
} & (
  | { kind: 'request'; id: Id; method: string }
  | { kind: 'notification'; id?: undefined; method: string }
  | { kind: 'response'; id: Id | null; method?: undefined }
)
export type ReadMessage = { ok: true; message: Message } | { ok: false; fault: Fault }

const envelopeKeys = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'] as const

/**
 * Reads one message. What two programs could read as two different messages is none: bytes that are not UTF-8,
 * a list of messages, a key of the envelope that stands twice or is spelt otherwise, an id that is not the same
 * number everywhere.
 */
export function readMessage(bytes: Buffer): ReadMessage {
  return isUtf8(bytes) ? readText(bytes.toString()) : refuse(errorCodes.parse, 'The message is not UTF-8.')
}

/** The same for a line, whose bytes can go on as they are; null where nothing stands in it. */
export function readLine(line: Buffer): ReadMessage | null {
  if (!isUtf8(line)) return refuse(errorCodes.parse, 'The message is not UTF-8.')
  const text = line.toString('utf8', 0, line.length - 1)
  if (text === '' || text === '\r') return null
  const read = readText(text)
  // A line end of another kind could be taken for one.
  if (read.ok && !text.includes('\r')) read.message.line = line
  return read
}

/** The same for a text. */
export function readText(text: string): ReadMessage {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse(errorCodes.parse, 'The message is not JSON.')
  }
  if (Array.isArray(value))
    return refuse(errorCodes.request, 'Lists of messages (batches) are not taken: send each message alone.')
  if (typeof value !== 'object' || value === null)
    return refuse(errorCodes.request, 'A message has to be an object.')
  return readEnvelope(text, value as { [key: string]: unknown })
}

function readEnvelope(text: string, value: { [key: string]: unknown }): ReadMessage {
  const members = membersOf(text, 0)
  const at = spansOf(members)
  if (at === 'strange')
    return refuse(errorCodes.request, 'The message has a key that JSON-RPC does not have.')
  if (at === 'twice') return refuse(errorCodes.request, 'The message has a key twice.')
  if (value.jsonrpc !== '2.0') return refuse(errorCodes.request, 'The message is not JSON-RPC 2.0.')
  const known = readKind(value)
  if (known === null)
    return refuse(errorCodes.request, 'The message is no request, notification or response.')
  const id = known === 'response' ? (value.id ?? null) : value.id
  if (!isId(id) && !(id === undefined && known !== 'request') && !(id === null && known === 'response'))
    return refuse(errorCodes.request, 'The id has to be a string or a whole number up to 2^53 - 1.')
  if (known !== 'response' && value.params !== undefined && !isObject(value.params))
    return refuse(errorCodes.request, 'The parameters have to be an object.', id as Id | undefined)
  const message = { text, value, at, kind: known, id, method: value.method }
  return { ok: true, message: message as Message }
}

function readKind(value: { [key: string]: unknown }): Message['kind'] | null {
  const { method } = value
  const answers = Number('result' in value) + Number('error' in value)
  // Whoever could not read the id of a request answers with an error without one.
  const named = 'id' in value || 'error' in value
  if (method === undefined) return answers === 1 && named && !('params' in value) ? 'response' : null
  if (typeof method !== 'string' || answers > 0) return null
  return 'id' in value ? 'request' : 'notification'
}

function isId(id: unknown): id is Id {
  return (typeof id === 'string' && id.length <= longestId) || Number.isSafeInteger(id)
}

/** Ids are kept until the answer comes. */
const longestId = 10_000

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function spansOf(members: Member[]): Message['at'] | 'strange' | 'twice' {
  const at: Message['at'] = {}
  for (const member of members) {
    const key = envelopeKeys.find(key => key === member.key)
    if (key === undefined) return 'strange'
    if (at[key] !== undefined) return 'twice'
    at[key] = member
  }
  return at
}

function refuse(code: number, message: string, id?: Id): ReadMessage {
  return { ok: false, fault: { code, message, id } }
}
