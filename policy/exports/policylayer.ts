import { pointer } from '../format/parse-json.ts'
import { stringifyPolicy } from '../format/stringify-policy.ts'
import type { Condition, Limit, Operator, Policy, Rule, ToolPolicy } from '../types.ts'
import { planFor } from './plan.ts'
import type { Exporter, Loss } from './types.ts'

const title = 'PolicyLayer'
const ownOperators = new Set<Operator>(['under', 'host_in', 'sql_reads_only'])

/**
 * A policy.json with PolicyLayer's documented keys only: without `server`, `approval`, `pin`, limits that add
 * up an argument, scopes other than `grant`, and the operators that only Placard has. A tool that loses a rule
 * by that is denied, at least where the rule would have spoken.
 */
export const policylayer: Exporter = {
  title,
  export: (policy, options) => {
    const losses: Loss[] = []
    const nobody = planFor(policy, options).rest.at === '/server'
    if (policy.server !== undefined)
      losses.push({
        pointer: '/server',
        message: `${title} has no key for the server${nobody ? ', and this policy is for another one: every tool is denied' : ': attach the policy to this server only'}.`,
      })
    const shared = policy.all_tools?.limits ?? []
    const lost = shared.findIndex(limit => !fits(limit))
    if (lost >= 0)
      losses.push({
        pointer: `/all_tools/limits/${lost}`,
        message: `${title} has no such limit: every tool is denied instead.`,
      })
    const none = nobody || lost >= 0
    const exported: Policy = {
      version: '1',
      default: none ? 'deny' : policy.default,
      ...(policy.hide && { hide: policy.hide }),
      ...(policy.all_tools && !none && { all_tools: { limits: shared } }),
      tools: none
        ? new Map()
        : new Map([...policy.tools].map(([name, rules]) => [name, convert(name, rules, losses)])),
    }
    return { text: `${stringifyPolicy(exported)}\n`, fileName: 'policy.json', losses }
  },
}

/** The rules of one tool without Placard's own. */
function convert(name: string, rules: ToolPolicy, losses: Loss[]): ToolPolicy {
  const lose = (path: (string | number)[], what: string) =>
    losses.push({
      tool: name,
      pointer: pointer(['tools', name, ...path]),
      message: `${title} has no ${what}`,
    })
  const denials: Rule[] = []
  const denyAlways = (path: (string | number)[], what: string) => {
    lose(path, `${what}: every call is denied instead.`)
    denials.push({ conditions: [], on_deny: 'This needs a rule that cannot be said here.' })
  }
  for (const [index, rule] of (rules.require ?? []).entries())
    if (!rule.conditions.every(known)) denyAlways(['require', index], 'such condition')
  for (const [index, limit] of (rules.limits ?? []).entries())
    if (!fits(limit)) denyAlways(['limits', index], 'such limit')
  if (rules.pin !== undefined) denyAlways(['pin'], 'pin on a definition')
  if (rules.approval !== undefined) {
    lose(['approval'], 'approval: what would be asked is denied instead.')
    denials.push(...unasked(rules.approval.when))
  }
  const refused = (rules.deny_if ?? []).map((rule, index) => {
    const conditions = rule.conditions.filter(known)
    if (conditions.length < rule.conditions.length)
      lose(['deny_if', index], 'such condition: the rule refuses whatever its other conditions meet.')
    return { ...rule, conditions }
  })
  const always = [...denials, ...refused].find(rule => rule.conditions.length === 0)
  if (always !== undefined) return { deny_if: [always] }
  const deny_if = [...denials, ...refused]
  return {
    ...(rules.require && { require: rules.require }),
    ...(deny_if.length > 0 && { deny_if }),
    ...(rules.limits && { limits: rules.limits }),
  }
}

/** Refuses what a person would have to be asked about, a missing argument included. */
function unasked(when: Condition[] | undefined): Rule[] {
  const on_deny = 'A person would have to agree to this, and cannot be asked here.'
  const [condition] = when ?? []
  if (when?.length !== 1 || condition === undefined || !known(condition)) return [{ conditions: [], on_deny }]
  return [
    { conditions: [condition], on_deny },
    ...(condition.op === 'exists'
      ? []
      : [{ conditions: [{ path: condition.path, op: 'exists' as const, value: false }], on_deny }]),
  ]
}

function known({ op, path }: Condition): boolean {
  return !ownOperators.has(op) && !path.includes('[')
}

function fits({ scope, sum }: Limit): boolean {
  return scope === 'grant' && sum === undefined
}
