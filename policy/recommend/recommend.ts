import { plain } from '../format/plain.ts'
import type {
  Explanation,
  JudgedTool,
  Policy,
  PolicyServer,
  Profile,
  Recommendation,
  RecommendOptions,
} from '../types.ts'
import { toolArguments } from './arguments.ts'
import { assemble } from './assemble.ts'
import { explainDefault } from './explain-default.ts'
import type { Proposer, Situation } from './proposal.ts'
import { actionRules } from './rules/action.ts'
import { addressRules } from './rules/address.ts'
import { amountRules } from './rules/amount.ts'
import { approvalRules } from './rules/approval.ts'
import { forceRules } from './rules/force.ts'
import { pathRules } from './rules/path.ts'
import { pinRules } from './rules/pin.ts'
import { allowRules, hideRules } from './rules/presence.ts'
import { rateRules } from './rules/rate.ts'
import { recipientRules } from './rules/recipient.ts'
import { statementRules } from './rules/statement.ts'

/** The profiles, most careful last. */
export const profiles = ['observe', 'standard', 'strict'] as const satisfies Profile[]

// In the order in which the policy states them.
const proposers: Proposer[] = [
  actionRules,
  statementRules,
  pathRules,
  addressRules,
  recipientRules,
  forceRules,
  amountRules,
  rateRules,
  approvalRules,
  pinRules,
]

/**
 * The policy that makes one tool safe to allow: everything else of its server is denied (under `observe`,
 * allowed). Each rule is explained, with a call that it lets through and one that it stops.
 */
export function recommendTool(
  tool: JudgedTool,
  server: PolicyServer,
  options: RecommendOptions = {},
): Recommendation {
  return recommendServer([tool], server, options)
}

/** The policy for a whole server: the policies of its tools, put together. */
export function recommendServer(
  tools: readonly JudgedTool[],
  server: PolicyServer,
  { profile = 'standard', bounds = {} }: RecommendOptions = {},
): Recommendation {
  const policy: Policy = {
    version: '1',
    default: profile === 'observe' ? 'allow' : 'deny',
    ...(profile === 'strict' && server.id && { server: server.id }),
    tools: new Map(),
  }
  const explanations: Explanation[] = []
  for (const tool of tools) {
    // A server that lists one name twice must not get the milder of two rules.
    if (policy.tools.has(tool.definition.name) || policy.hide?.includes(tool.definition.name)) continue
    const situation: Situation = {
      ...tool,
      name: plain(tool.definition.name) || 'a tool without a readable name',
      server,
      profile,
      bounds,
      arguments: toolArguments(tool.definition),
    }
    explanations.push(...assemble(policy, situation, proposalsFor(situation)))
  }
  return { policy, explanations: [explainDefault(policy, tools, server), ...explanations] }
}

/** The policies for a whole client configuration, one for each server, in the order given. */
export function recommend(
  servers: readonly { server: PolicyServer; tools: readonly JudgedTool[] }[],
  options: RecommendOptions = {},
): { server: PolicyServer; recommendation: Recommendation }[] {
  return servers.map(({ server, tools }) => ({
    server,
    recommendation: recommendServer(tools, server, options),
  }))
}

function proposalsFor(situation: Situation) {
  const hidden = hideRules(situation)
  if (hidden.length > 0) return hidden
  const proposals = proposers.flatMap(proposer => proposer(situation))
  return proposals.length > 0 ? proposals : allowRules(situation)
}
