import type { ToolDefinition } from '../../classifier/index.ts'
import { pointer } from '../format/parse-json.ts'
import type { Approval, Limit, Policy, Rule, ToolPolicy } from '../types.ts'
import type { ExportOptions, Fate } from './types.ts'

/** Something that a policy says about a tool beyond its name. */
export type Bound =
  | { kind: 'require' | 'deny_if'; at: string; rule: Rule }
  | { kind: 'limits'; at: string; limit: Limit }
  | { kind: 'when'; at: string; approval: Approval }
  | { kind: 'pin'; at: string; pin: string }

/** What the policy says about one tool: its fate, as long as none of the bounds speaks against it. */
export type ToolPlan = {
  name: string
  definition: ToolDefinition | undefined
  fate: Fate
  /** JSON Pointer to what decides the fate. */
  at: string
  bounds: Bound[]
  approval: Approval | undefined
}
export type Plan = {
  tools: ToolPlan[]
  /** Every tool that is neither in the policy nor among the definitions. */
  rest: { fate: Fate; at: string; bounds: Bound[] }
}

/** What the policy says, tool by tool, those included that only the server's definitions name. */
export function planFor(policy: Policy, { server, tools }: ExportOptions): Plan {
  const definitions = new Map(tools.map(definition => [definition.name, definition]))
  const names = new Set([
    ...policy.tools.keys(),
    ...(policy.hide ?? []).filter(name => name !== '*'),
    ...definitions.keys(),
  ])
  const nobody = deniedAltogether(policy, server)
  const shared = sharedLimits(policy)
  return {
    tools: [...names].map(name => ({
      name,
      definition: definitions.get(name),
      ...(nobody === null ? planTool(policy, name, shared) : unbounded('deny', nobody)),
    })),
    rest:
      nobody === null
        ? { fate: policy.default, at: '/default', bounds: policy.default === 'deny' ? [] : shared }
        : { fate: 'deny', at: nobody, bounds: [] },
  }
}

function deniedAltogether({ server, hide }: Policy, { id }: ExportOptions['server']): string | null {
  if (server !== undefined && server !== id) return '/server'
  const all = hide?.indexOf('*') ?? -1
  return all < 0 ? null : pointer(['hide', all])
}

function planTool(policy: Policy, name: string, shared: Bound[]): Omit<ToolPlan, 'name' | 'definition'> {
  const hidden = policy.hide?.indexOf(name) ?? -1
  if (hidden >= 0) return unbounded('deny', pointer(['hide', hidden]))
  const rules = policy.tools.get(name)
  if (rules === undefined)
    return policy.default === 'deny'
      ? unbounded('deny', '/default')
      : { ...unbounded('allow', '/default'), bounds: shared }
  const always = rules.deny_if?.findIndex(rule => rule.conditions.length === 0) ?? -1
  if (always >= 0) return unbounded('deny', pointer(['tools', name, 'deny_if', always]))
  const asks = rules.approval !== undefined && rules.approval.when === undefined
  return {
    fate: asks ? 'ask' : 'allow',
    at: pointer(asks ? ['tools', name, 'approval'] : ['tools', name]),
    bounds: [...shared, ...boundsOf(name, rules)],
    approval: rules.approval,
  }
}

function unbounded(fate: Fate, at: string): Omit<ToolPlan, 'name' | 'definition'> {
  return { fate, at, bounds: [], approval: undefined }
}

function sharedLimits({ all_tools }: Policy): Bound[] {
  return (all_tools?.limits ?? []).map((limit, index) => ({
    kind: 'limits',
    at: pointer(['all_tools', 'limits', index]),
    limit,
  }))
}

function boundsOf(name: string, rules: ToolPolicy): Bound[] {
  const at = (...path: (string | number)[]) => pointer(['tools', name, ...path])
  return [
    ...(rules.require ?? [])
      .map((rule, index): Bound => ({ kind: 'require', at: at('require', index), rule }))
      // Without conditions it asks for nothing.
      .filter(bound => bound.kind === 'require' && bound.rule.conditions.length > 0),
    ...(rules.deny_if ?? []).map(
      (rule, index): Bound => ({ kind: 'deny_if', at: at('deny_if', index), rule }),
    ),
    ...(rules.limits ?? []).map(
      (limit, index): Bound => ({ kind: 'limits', at: at('limits', index), limit }),
    ),
    ...(rules.approval?.when === undefined
      ? []
      : [{ kind: 'when' as const, at: at('approval'), approval: rules.approval }]),
    ...(rules.pin === undefined ? [] : [{ kind: 'pin' as const, at: at('pin'), pin: rules.pin }]),
  ]
}
