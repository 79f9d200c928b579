import type { Policy, ToolPolicy } from '../../policy/index.ts'
import type { Offer } from '../recommendation.ts'
import { count, digits, listed, sentenceCase } from './numbers.ts'

/** Whether an agent may call a tool, as its policy has it. */
export type Permission = 'yes' | 'bounded' | 'sometimes-ask' | 'ask' | 'no'

/** The answer to "may an agent call it?". */
export const permissionInWords = {
  yes: 'Yes',
  bounded: 'Yes, within bounds',
  'sometimes-ask': 'Some calls only after a person agrees',
  ask: 'Only when a person agrees',
  no: 'No',
} as const satisfies Record<Permission, string>

export function permissionFor(policy: Policy, tool: string): Permission {
  const rules = policy.tools.get(tool)
  if (policy.hide?.includes(tool)) return 'no'
  if (rules === undefined) return policy.default === 'allow' ? 'yes' : 'no'
  if (rules.approval) return rules.approval.when ? 'sometimes-ask' : 'ask'
  if (rules.deny_if?.some(({ conditions }) => conditions.length === 0)) return 'no'
  const bounds = [rules.limits, rules.require, rules.deny_if].some(list => list && list.length > 0)
  return bounds ? 'bounded' : 'yes'
}

/** The answer to "may an agent have this server?", from what its policy makes of each tool. */
export function answerForServer(policy: Policy, tools: string[]): string {
  const permissions = tools.map(tool => permissionFor(policy, tool))
  const countOf = (...kinds: Permission[]) => permissions.filter(each => kinds.includes(each)).length
  const asks = countOf('ask', 'sometimes-ask')
  const denied = countOf('no')
  if (denied === tools.length) return 'No'
  const without = denied === 0 ? '' : `, without ${count(denied, 'of its tools', 'of its tools')}`
  if (asks === tools.length) return 'Only while a person agrees to the calls'
  if (asks > 0)
    return `Yes, if a person agrees to the calls of ${count(asks, 'of its tools', 'of its tools')}${without}`
  return `${permissions.includes('bounded') ? 'Yes, within bounds' : 'Yes'}${without}`
}

/** A permission in a table, where the column asks how an agent may call each tool. */
export const permissionInTable = {
  yes: 'freely',
  bounded: 'within bounds',
  'sometimes-ask': 'some calls after asking',
  ask: 'after asking',
  no: 'not at all',
} as const satisfies Record<Permission, string>

/** The tools of a policy by what it lets an agent do with them, the freest first. */
export function byPermission<Tool extends { name: string }>(
  policy: Policy,
  tools: readonly Tool[],
): [Permission, Tool[]][] {
  const groups = Map.groupBy(tools, ({ name }) => permissionFor(policy, name))
  return (Object.keys(permissionInTable) as Permission[]).flatMap(permission => {
    const group = groups.get(permission)
    return group === undefined ? [] : [[permission, group]]
  })
}

/** What the gravest of the rules for a tool does, in the policy's own words; empty where none speaks of it. */
export function ruleInShort({ explanations }: Offer): string {
  const own = explanations.filter(({ at }) => at.startsWith('/tools') || at.startsWith('/hide'))
  const rule = own.find(({ at }) => at.includes('/approval')) ?? own[0]
  return rule?.does ?? ''
}

/** `up to 30 calls a minute`. */
export function limitInWords({ max, window, sum }: NonNullable<ToolPolicy['limits']>[number]): string {
  const often = { minute: 'a minute', hour: 'an hour', day: 'a day' }[window]
  return sum === undefined
    ? `up to ${count(max, 'call')} ${often}`
    : `up to a total of ${digits(max)} in ${sum} ${often}`
}

const severalInWords = {
  yes: 'may be called freely',
  bounded: 'within bounds',
  'sometimes-ask': 'after a person agrees to some calls',
  ask: 'only after a person agrees',
  no: 'not at all',
} as const satisfies Record<Permission, string>

/** What a policy makes of all tools of a server: `Of 12 tools 7 may be called freely, 3 within bounds, 2 not at all.` */
export function permissionsInWords(policy: Policy, tools: string[]): string {
  const permissions = tools.map(tool => permissionFor(policy, tool))
  const parts = (Object.keys(severalInWords) as Permission[]).flatMap(permission => {
    const n = permissions.filter(each => each === permission).length
    return n === 0 ? [] : [{ n, text: severalInWords[permission] }]
  })
  const [only] = parts
  if (only === undefined) return 'There is no tool to decide about.'
  if (parts.length === 1) {
    const who = tools.length === 1 ? 'Its one tool' : `All ${digits(tools.length)} tools`
    return `${who} may be called ${only.text.replace('may be called ', '')}.`
  }
  const said = parts.map(({ n, text }) => `${digits(n)} ${text}`)
  if (!said[0]!.includes('may be called')) said[0] = said[0]!.replace(/^(\S+) /, '$1 may be called ')
  return sentenceCase(`of ${count(tools.length, 'tool')} ${listed(said)}.`)
}
