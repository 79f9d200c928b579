import { z } from 'zod'

const windows = z.enum(['minute', 'hour', 'day'])
const positive = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const operators = [
  'eq',
  'neq',
  'in',
  'not_in',
  'lt',
  'lte',
  'gt',
  'gte',
  'regex',
  'contains',
  'exists',
] as const

const conditionSchema = z.looseObject({
  path: z.string().regex(/^(?:args|state)\../, 'does not begin with "args." or "state."'),
  op: z.enum(operators),
  value: z.unknown(),
})

const ruleSchema = z
  .looseObject({
    name: z.string().optional(),
    action: z.enum(['evaluate', 'deny']).optional(),
    conditions: z.array(conditionSchema).optional(),
    rate_limit: z
      .string()
      .regex(/^[1-9][0-9]{0,14}\/(?:minute|hour|day)$/, 'is not written like "5/hour"')
      .optional(),
    state: z
      .looseObject({
        counter: z.string().min(1),
        window: windows,
        increment: positive.optional(),
        increment_from: z
          .string()
          .regex(/^args\../, 'does not begin with "args."')
          .optional(),
      })
      .optional(),
    on_deny: z.string().optional(),
  })
  .refine(rule => rule.action !== 'deny' || !(rule.conditions?.length || rule.rate_limit || rule.state), {
    message: 'denies always, and can have neither conditions nor a limit',
  })
  .refine(rule => rule.rate_limit === undefined || !(rule.conditions?.length || rule.state), {
    message: 'has a rate_limit, and can have neither conditions nor state beside it',
  })
  .refine(rule => rule.action === 'deny' || rule.rate_limit || rule.conditions?.length, {
    message: 'evaluates nothing: it needs a condition or a rate_limit',
  })

/** A policy of PolicyLayer's Intercept (YAML). Its own reader skips keys that it does not know. */
export const interceptSchema = z.looseObject({
  version: z.union([z.literal('1'), z.literal(1)]),
  description: z.string().optional(),
  default: z.enum(['allow', 'deny']).optional(),
  hide: z.array(z.string().min(1)).optional(),
  tools: z.map(z.string(), z.looseObject({ rules: z.array(ruleSchema).nullish() }).nullable()),
})

export type Intercept = z.infer<typeof interceptSchema>
export type InterceptRule = z.infer<typeof ruleSchema>
export type InterceptCondition = z.infer<typeof conditionSchema>
