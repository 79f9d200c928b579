import type { Fault, Id } from '../types.ts'
import type { Span } from './members.ts'
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
  return reread(text)
}

/** The same message with another value there. */
export function withId(message: Message, id: Id): Message {
  return replaceIn(message, [{ span: message.at.id!, by: JSON.stringify(id) }])
}

function reread(text: string): Message {
  const read = readText(text)
  if (!read.ok) throw new Error(`The gateway wrote a message that is none: ${read.fault.message}`)
  return read.message
}
