import { type Limit, type Policy, parsePolicy } from '../../../policy/index.ts'

/** A policy that lets the tool `send` through within the limits. */
export function policyOf(...limits: Limit[]): Policy {
  const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', tools: { send: { limits } } }))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.policy
}
