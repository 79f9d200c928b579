import type { Proposer } from '../proposal.ts'

/** Under `strict`, binds the policy to the definition it was made for. */
export const pinRules: Proposer = ({ profile, verdict, name }) =>
  profile !== 'strict'
    ? []
    : [
        {
          part: { key: 'pin', pin: verdict.definitionHash },
          does: `Calls of ${name} are refused as soon as the server describes it otherwise than when this policy was made.`,
          costs: `After an update of the server somebody has to look at the new definition and make the policy again.`,
          leaves: `${name} as it was judged.`,
          passes: {},
          stopped: { definitionHash: `sha256:${'0'.repeat(64)}` },
        },
      ]
