import { z } from 'zod'
import { isLinearPattern } from './linear-pattern.ts'

/**
 * Where an argument stands: `args.amount`, `args.items[0].id`, `args.to[*]` (every element),
 * `args["odd name"]` (a JSON string in brackets).
 */
export const pathPattern =
  /^args(?:\.[A-Za-z_$][A-Za-z0-9_$-]*|\[(?:\*|0|[1-9][0-9]{0,5}|"(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")\])+$/u
/** Counts and caps beyond this lose precision in JSON as most programs read it. */
export const largestNumber = Number.MAX_SAFE_INTEGER
/** The languages that `sql_reads_only` can prove a statement in. */
export const sqlDialects = ['postgresql', 'mysql', 'mariadb', 'sqlite', 'bigquery'] as const

const text = z.string().min(1)
const path = z.string().regex(pathPattern)
const number = z.number().min(-largestNumber).max(largestNumber)
const scalar = z.union([z.string(), number, z.boolean(), z.null()])
const conditionOf = <Op extends string, Value extends z.ZodType>(op: Op, value: Value) =>
  z.strictObject({ path, op: z.literal(op), value })

/** One comparison of an argument with a value. */
export const conditionSchema = z.discriminatedUnion('op', [
  conditionOf('eq', scalar),
  conditionOf('neq', scalar),
  conditionOf('lt', number),
  conditionOf('lte', number),
  conditionOf('gt', number),
  conditionOf('gte', number),
  conditionOf('in', z.array(scalar).min(1)),
  conditionOf('not_in', z.array(scalar).min(1)),
  conditionOf('exists', z.boolean()),
  conditionOf('regex', z.string().refine(isLinearPattern, 'is no regular expression of the RE2 kind')),
  conditionOf('contains', scalar),
  conditionOf('under', z.array(text).min(1)),
  conditionOf('host_in', z.array(text).min(1)),
  conditionOf('sql_reads_only', z.enum(sqlDialects)),
])

const ruleSchema = z.strictObject({
  conditions: z.array(conditionSchema),
  on_deny: text.exactOptional(),
})

const limitSchema = z.strictObject({
  counter: text,
  window: z.enum(['minute', 'hour', 'day']),
  max: z.number().min(0).max(largestNumber),
  scope: z.enum(['grant', 'session', 'server']),
  sum: path.exactOptional(),
})

const approvalSchema = z.strictObject({
  who: text.exactOptional(),
  wait_seconds: z.int().min(1).max(86_400).exactOptional(),
  show: z.array(path).min(1).exactOptional(),
  when: z.array(conditionSchema).min(1).exactOptional(),
})

const toolPolicySchema = z.strictObject({
  require: z.array(ruleSchema).exactOptional(),
  deny_if: z.array(ruleSchema).exactOptional(),
  limits: z.array(limitSchema).exactOptional(),
  approval: approvalSchema.exactOptional(),
  pin: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .exactOptional(),
})

/** The policy, with `tools` as a Map: its keys are strangers' names, `__proto__` among them. */
export const policySchema = z.strictObject({
  version: z.literal('1'),
  default: z.enum(['allow', 'deny']),
  server: text.exactOptional(),
  hide: z.array(z.string()).exactOptional(),
  all_tools: z.strictObject({ limits: z.array(limitSchema) }).exactOptional(),
  tools: z.map(z.string(), toolPolicySchema),
})
