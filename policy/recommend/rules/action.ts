import type { Proposer } from '../proposal.ts'
import { splitModes } from '../unattended.ts'
import { someOf } from '../words.ts'

/** Under `strict`, a tool with several actions keeps only those that read or can be changed back. */
export const actionRules: Proposer = situation => {
  const modes = situation.profile === 'strict' ? splitModes(situation) : null
  if (modes === null) return []
  const { argument } = modes
  const harmless = modes.harmless.map(mode => mode.when[argument.name]!)
  const harmful = modes.harmful.map(mode => mode.when[argument.name]!)
  return [
    {
      part: {
        key: 'require',
        rule: {
          conditions: [{ path: argument.path, op: 'in', value: harmless }],
          on_deny: `Here ${argument.name} may only be ${someOf(harmless, 'or')}.`,
        },
      },
      does: `${situation.name} is held to calls in which ${argument.name} is ${someOf(harmless, 'or')}.`,
      costs: `The agent cannot use it for ${someOf(harmful, 'or')}; a person has to do that elsewhere.`,
      leaves: `${someOf(harmless)} as before.`,
      passes: { changes: [{ keys: argument.keys, value: harmless[0] }] },
      stopped: { changes: [{ keys: argument.keys, value: harmful[0] }] },
    },
  ]
}
