import type { Fault, Id } from '../types.ts'
import { membersOf, type Span } from './members.ts'
import { type Message, readText } from './read-message.ts'

/** A message of the gateway's own. */
export function compose(value: { [key: string]: unknown }): Message {
  return reread(JSON.stringify({ jsonrpc: '2.0', ...value }))
}

export function composeRequest(id: Id, method: string, params?: object): Message {
  return compose({ id, method, params })
}

export function composeResult(id: Id, result: object): Message {
  return compose({ id, result })
}

/** Tells the sender of a faulty message what is wrong with it. */
export function composeError({ id, code, message }: Fault, data?: unknown): Message {
  return compose({ id: id ?? null, error: { code, message, data } })
}

/** A message with some of its text replaced; the rest stays as it came. The spans must not overlap. */
export function replaceIn(message: Message, replacements: { span: Span; by: string }[]): Message {
  let { text } = message
  for (const { span, by } of replacements.toSorted((a, b) => b.span.start - a.span.start))
    text = text.slice(0, span.start) + by + text.slice(span.end)
  const replaced = reread(text)
  return message.headers === undefined ? replaced : { ...replaced, headers: message.headers }
}

/** The same message with another id. */
export function withId(message: Message, id: Id): Message {
  return replaceIn(message, [{ span: message.at.id!, by: JSON.stringify(id) }])
}

/** A request with some of its parameters replaced, added or, where undefined, taken out; the others keep their text. */
export function withParams<Kind extends Message>(message: Kind, changes: { [key: string]: unknown }): Kind {
  const { params, id } = message.at
  const kept = (params === undefined ? [] : membersOf(message.text, params.start))
    .filter(({ key }) => !Object.hasOwn(changes, key))
    .map(({ key, start, end }) => `${JSON.stringify(key)}:${message.text.slice(start, end)}`)
  const fresh = Object.entries(changes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  const by = `{${[...kept, ...fresh].join(',')}}`
  const after = { start: id!.end, end: id!.end }
  const replacement = params === undefined ? { span: after, by: `,"params":${by}` } : { span: params, by }
  return replaceIn(message, [replacement]) as Kind
}

/** An answer with more members in its result, before its own. */
export function withInResult(message: Message, members: { [key: string]: unknown }): Message {
  const start = message.at.result!.start + 1
  const rest = message.text.slice(start).trimStart().startsWith('}') ? '' : ','
  const by = JSON.stringify(members).slice(1, -1) + rest
  return replaceIn(message, [{ span: { start, end: start }, by }])
}

function reread(text: string): Message {
  const read = readText(text)
  if (!read.ok) throw new Error(`The gateway wrote a message that is none: ${read.fault.message}`)
  return read.message
}
