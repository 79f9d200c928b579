import { parseJson } from '../format/parse-json.ts'
import type { Call } from './decide.ts'

export type ReadCall = { ok: true; call: Pick<Call, 'tool' | 'arguments'> } | { ok: false; message: string }

/** What the parameters of `tools/call` may hold, in the protocol's revisions up to 2026-07-28. */
const knownKeys = new Set(['name', 'arguments', '_meta', 'task', 'inputResponses', 'requestState'])

/**
 * Reads the text of the parameters of a `tools/call`. A text that two programs could read differently, or a
 * key that the protocol does not have, is no call.
 */
export function readCall(text: string): ReadCall {
  const parsed = parseJson(text)
  if (!parsed.ok)
    return { ok: false, message: `The call is no JSON that every program reads alike: ${parsed.message}.` }
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, message: 'The parameters of a call have to be an object.' }
  if (Object.keys(value).some(key => !knownKeys.has(key)))
    return { ok: false, message: 'The parameters of the call hold a key that the protocol does not have.' }
  if (typeof value.name !== 'string') return { ok: false, message: 'The call names no tool.' }
  const { arguments: arguments_ = {} } = value
  if (typeof arguments_ !== 'object' || arguments_ === null || Array.isArray(arguments_))
    return { ok: false, message: 'The arguments of the call have to be an object.' }
  return { ok: true, call: { tool: value.name, arguments: arguments_ } }
}
