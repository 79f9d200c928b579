import { powers } from '../capability-phrases.ts'
import type { Part, Proposer, Situation } from '../proposal.ts'
import { isHidden } from '../unattended.ts'

/** A tool that is to disappear, and one that stays without any rule. */
export const hideRules: Proposer = situation =>
  isHidden(situation)
    ? [
        {
          part: hidingPart(situation),
          does: `${situation.name} disappears from the list that the agent sees, and a call of it is refused all the same.`,
          costs: `The agent does not know that ${situation.name} exists, and cannot ask for it.`,
          leaves: `What ${situation.name} does, a person does by hand.`,
          passes: null,
          stopped: {},
        },
      ]
    : []

// In `hide` an asterisk stands for every tool, and a tool may be named so.
function hidingPart({ definition, name }: Situation): Part {
  return definition.name === '*'
    ? { key: 'deny_if', rule: { conditions: [], on_deny: `There is no tool ${name} here.` } }
    : { key: 'hide' }
}

/** The explicit empty rule: the tool is listed, therefore allowed. */
export const allowRules: Proposer = ({ name, verdict, profile }) => [
  {
    part: { key: 'allow' },
    does: `${name} may be called as it is: ${profile === 'observe' ? 'this policy watches and stops nothing' : 'it only reads, and asks for nothing that a rule could bound'}.`,
    costs: `Nothing.`,
    leaves: `Every call of ${name}, as often as the agent likes; each can ${powers(verdict)}.`,
    passes: {},
    stopped: null,
  },
]
