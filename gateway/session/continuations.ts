import { hash } from 'node:crypto'
import { argumentsHash } from '../approvals/index.ts'
import { isObject } from '../protocol/era.ts'
import type { Message } from '../protocol/read-message.ts'
import type { Request } from './connection.ts'
import type { GatedCall } from './gate.ts'

/**
 * Calls that were let through and that the server answered by asking for more input. The client then sends the
 * same call again with the input and the state that the server gave it: that is the same call still, which
 * needs no second yes and counts once.
 */
export type Continuations = {
  /** Remembers the state that a server gives along with its question. */
  note(call: GatedCall, response: Message): void
  /** Whether a request goes on with such a call. True once for every state. */
  take(call: GatedCall, request: Request): boolean
}

const longest = 10 * 60_000
const most = 10_000

export function newContinuations(now: () => number = Date.now): Continuations {
  const open = new Map<string, number>()
  return {
    note(call, { value: { result } }) {
      if (!isObject(result) || result.resultType !== 'input_required') return
      if (typeof result.requestState !== 'string') return
      if (open.size >= most) open.delete(open.keys().next().value!)
      open.set(keyOf(call, result.requestState), now() + longest)
    },
    take(call, request) {
      const { requestState } = request.value.params as { requestState?: unknown }
      if (typeof requestState !== 'string') return false
      const key = keyOf(call, requestState)
      const until = open.get(key) ?? 0
      open.delete(key)
      return now() < until
    },
  }
}

function keyOf({ caller, entry, tool, arguments: arguments_ }: GatedCall, state: string): string {
  const { version } = entry.policy()
  return hash(
    'sha256',
    JSON.stringify([caller.grant, entry.id, tool, argumentsHash(arguments_), version, state]),
  )
}
