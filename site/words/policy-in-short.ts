import type { Policy, ToolPolicy } from '../../policy/index.ts'
import { count, listed } from './numbers.ts'

/** The answer to "may an agent call it?" as the policy gives it, for one tool. */
export function policyInShort(
  policy: Policy,
  tool: string,
): { answer: 'Yes' | 'Within bounds' | 'Ask first' | 'No'; how: string } {
  const rules = policy.tools.get(tool)
  if (rules === undefined) {
    return policy.default === 'allow'
      ? { answer: 'Yes', how: 'The policy has no rule for it and allows what it does not name.' }
      : { answer: 'No', how: 'The policy does not list it, and denies what it does not list.' }
  }
  const bounds = boundsOf(rules)
  const within = bounds.length === 0 ? '' : `, ${listed(bounds)}`
  if (rules.approval && !rules.approval.when)
    return { answer: 'Ask first', how: `A person agrees to every call${within}.` }
  if (bounds.length === 0) return { answer: 'Yes', how: 'Calls pass as they are.' }
  return { answer: 'Within bounds', how: `Calls pass ${listed(bounds)}.` }
}

function boundsOf(rules: ToolPolicy): string[] {
  const limits = (rules.limits ?? []).map(limit => limitInWords(limit))
  const conditions = [...(rules.require ?? []), ...(rules.deny_if ?? [])].flatMap(
    rule => rule.conditions,
  ).length
  const arguments_ = conditions === 0 ? [] : [`with ${count(conditions, 'check')} of the arguments`]
  const asks = rules.approval?.when ? ['and after a question where it is called for'] : []
  return [...limits, ...arguments_, ...asks]
}

/** `up to 30 calls a minute`. */
export function limitInWords({ max, window, sum }: NonNullable<ToolPolicy['limits']>[number]): string {
  const often = { minute: 'a minute', hour: 'an hour', day: 'a day' }[window]
  return sum === undefined
    ? `up to ${count(max, 'call')} ${often}`
    : `up to a total of ${max.toLocaleString('en')} in ${sum} ${often}`
}
