import type { Proposer } from '../proposal.ts'

/** Refuses the switches that make the same act go further or skip a check. */
export const forceRules: Proposer = situation => {
  if (situation.profile === 'observe' || situation.verdict.category === 'Read') return []
  return situation.arguments
    .filter(argument => argument.kind === 'force')
    .map(argument => ({
      part: {
        key: 'deny_if',
        rule: {
          conditions: [{ path: argument.path, op: 'neq', value: false }],
          on_deny: `Leave ${argument.name} out, or set it to false.`,
        },
      },
      does: `A call of ${situation.name} that sets ${argument.name} to anything but false is refused.`,
      costs: `Where the server insists on ${argument.name}, a person has to make that call.`,
      leaves: `The same call without ${argument.name}, with whatever checks the server makes then.`,
      passes: { changes: [{ keys: argument.keys, value: false }] },
      stopped: { changes: [{ keys: argument.keys, value: true }] },
    }))
}
