import type { z } from 'zod'
import { policySchema } from '../policy-schema.ts'
import type { ParsedPolicy, PolicyProblem } from '../types.ts'
import { mendFor, messageFor } from './explain-issue.ts'
import { parseJson, pointer, type StrictJson } from './parse-json.ts'

/**
 * Reads the text of a policy.json. Every fault comes with its line, its column and how to mend it; a policy
 * with a fault is no policy, for a rule that is not understood must not be skipped.
 */
export function parsePolicy(text: string): ParsedPolicy {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text
  const offsets = new Map<string, number>()
  const parsed = parseJson(source, (at, offset) => offsets.set(at, offset))
  if (!parsed.ok)
    return {
      ok: false,
      problems: [
        {
          at: parsed.at,
          ...position(source, parsed.offset),
          message: `This is no JSON that every program reads alike: ${parsed.message}.`,
          mend: 'Correct the JSON at this place.',
        },
      ],
    }
  // With the input, a missing value can be told from a wrong one.
  const checked = policySchema.safeParse(withToolsAsMap(parsed.value), { reportInput: true })
  if (checked.success) return { ok: true, policy: checked.data }
  return { ok: false, problems: checked.error.issues.map(issue => problem(issue, source, offsets)) }
}

function withToolsAsMap(value: StrictJson): unknown {
  if (!isObject(value)) return value
  const { tools = {} } = value
  return { ...value, tools: isObject(tools) ? new Map(Object.entries(tools)) : tools }
}

function isObject(value: StrictJson): value is { [key: string]: StrictJson } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function problem(issue: z.core.$ZodIssue, source: string, offsets: Map<string, number>): PolicyProblem {
  const path = issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))
  const at = pointer(issue.code === 'unrecognized_keys' ? [...path, issue.keys[0] ?? ''] : path)
  return {
    at,
    ...position(
      source,
      offsets.get(at) ?? offsets.get(pointer(path)) ?? offsets.get(pointer(path.slice(0, -1))) ?? 0,
    ),
    message: messageFor(issue),
    mend: mendFor(issue),
  }
}

function position(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
