import { plain } from '../format/plain.ts'
import { conditionSchema, largestNumber } from '../policy-schema.ts'
import { bracketed } from '../recommend/path-text.ts'
import type { Condition, Limit, Rule } from '../types.ts'
import type { InterceptCondition, InterceptRule } from './intercept-schema.ts'

/** What one foreign rule becomes, and in which words. */
export type Converted = {
  require: Rule[]
  deny_if: Rule[]
  limits: Limit[]
  /** What the rule means here. */
  meant: string[]
  /** What of it has no counterpart, and what happens instead. */
  lost: string[]
}
/** A counter that some rule of the same tool adds to. */
export type Counting = NonNullable<InterceptRule['state']>

/**
 * Converts one rule of a tool; `scope` is the tool's name as counters have it. What cannot be said denies every
 * call, for a rule that was dropped would let through what it refused.
 */
export function convertRule(rule: InterceptRule, scope: string, counters: Map<string, Counting>): Converted {
  const converted: Converted = { require: [], deny_if: [], limits: [], meant: [], lost: [] }
  const on_deny = rule.on_deny || undefined
  const denial: Rule = { conditions: [], ...(on_deny !== undefined && { on_deny }) }
  if (rule.action === 'deny') {
    converted.deny_if.push(denial)
    converted.meant.push('Every call is denied.')
  }
  if (rule.rate_limit !== undefined) {
    const [count, window] = rule.rate_limit.split('/') as [string, Limit['window']]
    addLimit(converted, { counter: `${scope}_rate_${window}`, window, max: Number(count), scope: 'server' })
  }
  const compared = (rule.conditions ?? []).filter(({ path }) => path.startsWith('args.'))
  const required = compared.map(convertCondition)
  const known = required.filter(conditions => conditions !== null).flat()
  if (known.length > 0) {
    converted.require.push({ ...denial, conditions: known })
    converted.meant.push(`Required: ${known.map(({ path, op }) => `${path} ${op}`).join(' and ')}.`)
  }
  if (required.includes(null))
    denyAll(converted, denial, 'A condition on an argument has no counterpart: every call is denied.')
  for (const condition of rule.conditions ?? [])
    if (condition.path.startsWith('state.')) addCounted(converted, condition, scope, counters, denial)
  if (on_deny !== undefined && converted.limits.length > 0)
    converted.lost.push('A limit has no message of its own: on_deny is left out.')
  return converted
}

/** The conditions that together ask for at least as much; null where there are none. */
function convertCondition({ path, op, value }: InterceptCondition): Condition[] | null {
  const here = `args${path.split('.').slice(1).map(bracketed).join('')}`
  const conditions =
    op === 'neq' || op === 'not_in'
      ? unlike(here, Array.isArray(value) ? value : [value])
      : [{ path: here, op, value }]
  const parsed = conditions.map(condition => conditionSchema.safeParse(condition))
  return parsed.every(({ success }) => success) ? parsed.map(({ data }) => data!) : null
}

/**
 * Intercept takes the number 5 and the text "5" for the same, so that a value that must not be 5 must not be
 * "5" either: a number has to stay a number here, and a text that reads as one cannot be said.
 */
function unlike(path: string, values: unknown[]): { path: string; op: string; value: unknown }[] {
  const texts = values.flatMap(value => {
    if (typeof value === 'boolean') return [value, String(value)]
    return value === 'true' || value === 'false' ? [value, value === 'true'] : [value]
  })
  if (values.some(value => typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))))
    return [{ path, op: 'not_in', value: undefined }]
  const numbers = values.filter(value => typeof value === 'number').length
  if (numbers > 0 && numbers < values.length) return [{ path, op: 'not_in', value: undefined }]
  const different = { path, op: 'not_in', value: texts }
  return numbers === 0 ? [different] : [different, { path, op: 'lte', value: Number.MAX_SAFE_INTEGER }]
}

function addCounted(
  converted: Converted,
  { path, op, value }: InterceptCondition,
  scope: string,
  counters: Map<string, Counting>,
  denial: Rule,
): void {
  const counter = path.startsWith(`state.${scope}.`) ? path.slice(`state.${scope}.`.length) : undefined
  const state = counter === undefined ? undefined : counters.get(counter)
  if (state === undefined) {
    denyAll(converted, denial, `Nothing adds to ${plain(path)} in rules of this tool: every call is denied.`)
    return
  }
  if ((op !== 'lte' && op !== 'lt') || typeof value !== 'number' || !(Math.abs(value) <= largestNumber)) {
    denyAll(converted, denial, 'A counter can only stay at or below a number here: every call is denied.')
    return
  }
  const most = op === 'lte' ? value : value - 1
  const { increment = 1, increment_from, window } = state
  const each = increment_from === undefined ? increment : 1
  addLimit(converted, {
    counter: `${scope}_${state.counter}`,
    window,
    max: Math.max(0, Math.floor(most / each)),
    scope: 'server',
    ...(increment_from !== undefined && {
      sum: `args${increment_from.split('.').slice(1).map(bracketed).join('')}`,
    }),
  })
  if (each > 1)
    converted.lost.push(`A call cannot count as ${each}: the limit is divided by ${each} instead.`)
}

function addLimit(converted: Converted, limit: Limit): void {
  converted.limits.push(limit)
  converted.meant.push(
    limit.sum === undefined
      ? `At most ${limit.max} calls in any ${limit.window}.`
      : `${limit.sum} adds up to at most ${limit.max} in any ${limit.window}.`,
  )
}

function denyAll(converted: Converted, denial: Rule, message: string): void {
  converted.deny_if.push(denial)
  converted.lost.push(message)
}
