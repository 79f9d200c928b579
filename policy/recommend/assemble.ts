import { pointer } from '../format/parse-json.ts'
import type { ExampleCall, Explanation, Policy, ToolPolicy } from '../types.ts'
import type { Part, Proposal, Situation, Variation } from './proposal.ts'
import { sampleArguments, withChanges } from './sample-call.ts'

/** Writes the proposals for one tool into the policy, and says what each means and how to see it at work. */
export function assemble(policy: Policy, situation: Situation, proposals: Proposal[]): Explanation[] {
  const asked = proposals.some(proposal => proposal.part.key === 'approval')
  return proposals.map(proposal => {
    const at = write(policy, situation.definition.name, proposal.part)
    return {
      at,
      does: proposal.does,
      costs: proposal.costs,
      leaves: proposal.leaves,
      passes: proposal.passes && example(situation, proposal.passes, asked, 'allow'),
      stopped: proposal.stopped && example(situation, proposal.stopped, asked, stoppedAs(proposal)),
    }
  })
}

function write(policy: Policy, name: string, part: Part): string {
  if (part.key === 'hide') {
    policy.hide = [...(policy.hide ?? []), name]
    return pointer(['hide', policy.hide.length - 1])
  }
  const rules: ToolPolicy = policy.tools.get(name) ?? {}
  policy.tools.set(name, rules)
  switch (part.key) {
    case 'allow':
      return pointer(['tools', name])
    case 'require':
    case 'deny_if':
      rules[part.key] = [...(rules[part.key] ?? []), part.rule]
      return pointer(['tools', name, part.key, rules[part.key]!.length - 1])
    case 'limits':
      rules.limits = [...(rules.limits ?? []), part.limit]
      return pointer(['tools', name, 'limits', rules.limits.length - 1])
    case 'approval':
      rules.approval = part.approval
      return pointer(['tools', name, 'approval'])
    case 'pin':
      rules.pin = part.pin
      return pointer(['tools', name, 'pin'])
  }
}

function stoppedAs(proposal: Proposal): 'deny' | 'ask' {
  return proposal.part.key === 'approval' ? 'ask' : 'deny'
}

function example(
  situation: Situation,
  { changes = [], earlier, approved, definitionHash }: Variation,
  asked: boolean,
  decision: ExampleCall['decision'],
): ExampleCall {
  return {
    tool: situation.definition.name,
    arguments: withChanges(sampleArguments(situation), changes),
    definitionHash: definitionHash ?? situation.verdict.definitionHash,
    ...(earlier && { earlier }),
    ...(asked && approved !== false && { approved: true }),
    decision,
  }
}
