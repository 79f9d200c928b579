import { pointer } from '../format/parse-json.ts'
import { plain } from '../format/plain.ts'
import type { Approval, Policy, Rule, ToolPolicy } from '../types.ts'
import { holdsForAll, holdsForAny, mayHold } from './conditions.ts'
import { type Counters, checkLimits, type Reservation } from './limits.ts'
import type { SqlReader } from './operators.ts'
import { all } from './truth.ts'

/** A call as the gateway has it. */
export type Call = {
  tool: string
  /** Absent: none, as the protocol allows. */
  arguments?: unknown
  /** The hash of the definition that the server gives for the tool. */
  definitionHash?: string
  /** The canonical id of the server. */
  server?: string
  /** Whether a person has agreed to exactly this call. */
  approved?: boolean
}

export type Decision = {
  decision: 'allow' | 'deny' | 'ask'
  /** JSON Pointer into the policy to what decided. */
  rule: string
  /** One sentence for the agent. */
  message: string
  /** What to add to the counters when the call goes through; nothing for a denial. */
  reserve: Reservation[]
  /** Whom to ask and what to show, where the decision is to ask. */
  approval?: Required<Omit<Approval, 'when' | 'show'>> & Pick<Approval, 'show'>
}

/**
 * Decides one call: the same answer for the same policy, call and counters, an answer for whatever comes, and
 * a denial wherever something cannot be told. After a yes, decide again with `approved`, for a counter may
 * have filled meanwhile. Without `readsOnly` no statement is proven to read.
 */
export function decide(policy: Policy, call: Call, counters: Counters, readsOnly?: SqlReader): Decision {
  try {
    return decideCall(policy, call, counters, readsOnly)
  } catch (error) {
    return deny('', `The call could not be judged: ${plain(String(error))}.`)
  }
}

function decideCall(policy: Policy, call: Call, counters: Counters, readsOnly?: SqlReader): Decision {
  const arguments_ = call.arguments === undefined ? {} : call.arguments
  if (typeof call.tool !== 'string' || !isObject(arguments_))
    return deny('', 'A call needs the name of a tool and an object of arguments.')
  const rules = policy.tools.get(call.tool)
  const denied =
    deniedByName(policy, call, rules) ?? (rules && deniedByArguments(call.tool, rules, arguments_, readsOnly))
  if (denied) return denied
  const limits = checkLimits(policy, call.tool, rules, arguments_, counters)
  if (!limits.ok) return deny(limits.at, limits.message)
  if (rules?.approval && call.approved !== true && asks(rules.approval, arguments_, readsOnly))
    return ask(call.tool, rules.approval, limits.reserve)
  return {
    decision: 'allow',
    rule: rules ? pointer(['tools', call.tool]) : '/default',
    message: `${plain(call.tool)} is allowed.`,
    reserve: limits.reserve,
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function deniedByName(policy: Policy, call: Call, rules: ToolPolicy | undefined): Decision | undefined {
  if (policy.server !== undefined && policy.server !== call.server)
    return deny('/server', `This policy is for ${plain(policy.server)} only.`)
  const hidden = policy.hide?.findIndex(entry => entry === '*' || entry === call.tool) ?? -1
  if (hidden >= 0) return deny(pointer(['hide', hidden]), `There is no tool ${plain(call.tool)} here.`)
  if (rules === undefined)
    return policy.default === 'deny'
      ? deny('/default', `The policy does not allow ${plain(call.tool)}.`)
      : undefined
  if (rules.pin !== undefined && rules.pin !== call.definitionHash)
    return deny(
      pointer(['tools', call.tool, 'pin']),
      `The definition of ${plain(call.tool)} is not the one that the policy was made for.`,
    )
  return undefined
}

function deniedByArguments(
  tool: string,
  rules: ToolPolicy,
  arguments_: object,
  readsOnly: SqlReader | undefined,
): Decision | undefined {
  for (const [index, rule] of (rules.require ?? []).entries())
    if (all(rule.conditions.map(condition => holdsForAll(arguments_, condition, readsOnly))) !== true)
      return deny(pointer(['tools', tool, 'require', index]), messageOf(tool, rule))
  for (const [index, rule] of (rules.deny_if ?? []).entries())
    if (all(rule.conditions.map(condition => holdsForAny(arguments_, condition, readsOnly))) !== false)
      return deny(pointer(['tools', tool, 'deny_if', index]), messageOf(tool, rule))
  return undefined
}

function asks({ when }: Approval, arguments_: object, readsOnly: SqlReader | undefined): boolean {
  return when === undefined || when.every(condition => mayHold(arguments_, condition, readsOnly))
}

function ask(
  tool: string,
  { who = 'user', wait_seconds = 300, show }: Approval,
  reserve: Reservation[],
): Decision {
  return {
    decision: 'ask',
    rule: pointer(['tools', tool, 'approval']),
    message: `${plain(tool)} waits for a yes of ${plain(who)}.`,
    reserve,
    approval: { who, wait_seconds, ...(show && { show }) },
  }
}

function messageOf(tool: string, { on_deny, conditions }: Rule): string {
  if (on_deny !== undefined) return on_deny
  const paths = [...new Set(conditions.map(condition => condition.path))]
  return paths.length === 0
    ? `The policy denies every call of ${plain(tool)}.`
    : `The policy does not allow this call of ${plain(tool)}: look at ${paths.join(', ')}.`
}

function deny(rule: string, message: string): Decision {
  return { decision: 'deny', rule, message, reserve: [] }
}
