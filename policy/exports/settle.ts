import type { ToolDefinition } from '../../classifier/index.ts'
import { pointer } from '../format/parse-json.ts'
import { plain } from '../format/plain.ts'
import type { Policy } from '../types.ts'
import { type Bound, type Plan, planFor, type ToolPlan } from './plan.ts'
import type { ExportOptions, Fate, Loss } from './types.ts'

/** What another product can say. */
export type Target = {
  title: string
  /** Whether it can ask a person; if not, what would be asked is denied. */
  asks: boolean
  /** A bound in the product's own words; null where it has none for it. */
  express?: (bound: Bound, definition: ToolDefinition | undefined) => string | null
}

/** What becomes of a tool in the other product: its fate, where every condition holds, else denied. */
export type Settled = { name: string; at: string; fate: Fate; conditions: string[] }
export type Settlement = { tools: Settled[]; rest: { at: string; fate: Fate }; losses: Loss[] }

const severity = { allow: 0, ask: 1, deny: 2 } satisfies Record<Fate, number>

export function stricter(one: Fate, other: Fate): Fate {
  return severity[one] > severity[other] ? one : other
}

/** Settles every tool for a target: what it cannot say makes the tool asked or denied, and is a loss. */
export function settle(policy: Policy, options: ExportOptions, target: Target): Settlement {
  const plan = planFor(policy, options)
  const losses: Loss[] = []
  if (policy.server !== undefined && policy.server === options.server.id)
    losses.push({
      pointer: '/server',
      message: `${target.title} knows a server by the name it has there, not by ${plain(policy.server)}.`,
    })
  const tools = plan.tools.map(tool => settleTool(tool, target, losses))
  return { tools, rest: settleRest(plan, target, losses), losses }
}

function settleTool(tool: ToolPlan, target: Target, losses: Loss[]): Settled {
  const { name, at } = tool
  const conditions: string[] = []
  let fate = tool.fate
  if (fate !== 'deny')
    for (const bound of tool.bounds) {
      const said = target.express?.(bound, tool.definition) ?? null
      if (said !== null) conditions.push(said)
      else {
        fate = stricter(fate, target.asks ? 'ask' : 'deny')
        losses.push({ tool: name, pointer: bound.at, message: unsaid(bound, target) })
      }
    }
  if (fate === 'ask' && !target.asks) {
    fate = 'deny'
    losses.push({
      tool: name,
      pointer: tool.at,
      message: `${target.title} cannot ask a person: every call is denied instead.`,
    })
  }
  const details = tool.approval && detailsOf(tool.approval)
  if (fate === 'ask' && details)
    losses.push({
      tool: name,
      pointer: pointer(['tools', name, 'approval']),
      message: `${target.title} asks whoever sits at it, and cannot say ${details}.`,
    })
  return { name, at, fate, conditions: fate === 'deny' ? [] : conditions }
}

function settleRest({ rest }: Plan, target: Target, losses: Loss[]): Settlement['rest'] {
  if (rest.fate === 'deny' || rest.bounds.length === 0) return { at: rest.at, fate: rest.fate }
  for (const bound of rest.bounds) losses.push({ pointer: bound.at, message: unsaid(bound, target) })
  return { at: rest.at, fate: target.asks ? 'ask' : 'deny' }
}

function unsaid(bound: Bound, { title, asks }: Target): string {
  return `${title} cannot say ${phrase(bound)}: every call is ${asks ? 'asked' : 'denied'} instead.`
}

function phrase(bound: Bound): string {
  switch (bound.kind) {
    case 'require':
      return `what this rule requires of ${pathsOf(bound.rule.conditions)}`
    case 'deny_if':
      return `what this rule refuses in ${pathsOf(bound.rule.conditions)}`
    case 'limits': {
      const { max, window, sum } = bound.limit
      return sum === undefined
        ? `“at most ${max} calls a ${window}”`
        : `“${plain(sum)} adds up to at most ${max} a ${window}”`
    }
    case 'when':
      return `when a person has to agree, by ${pathsOf(bound.approval.when ?? [])}`
    case 'pin':
      return 'that the definition has to be the one the policy was made for'
  }
}

function pathsOf(conditions: readonly { path: string }[]): string {
  return [...new Set(conditions.map(condition => plain(condition.path)))].join(', ')
}

function detailsOf({ who, wait_seconds, show }: NonNullable<ToolPlan['approval']>): string {
  return [
    ...(who === undefined ? [] : ['who has to agree']),
    ...(wait_seconds === undefined ? [] : ['how long to wait']),
    ...(show === undefined ? [] : ['which arguments to show']),
  ].join(' or ')
}
