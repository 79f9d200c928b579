import {
  type ExportFormat,
  exporters,
  type JudgedTool,
  type Limit,
  type Policy,
  type PolicyServer,
  type Profile,
  recommendServer,
  stringifyPolicy,
  type ToolPolicy,
} from '../../../policy/index.ts'
import { visibleJson } from '../../visible-text.ts'

/** What the reader wants for one tool in place of the recommendation. */
export type Choice =
  | { kind: 'allow' | 'ask' | 'deny' }
  | { kind: 'limit'; max: number; window: Limit['window'] }

/** Everything that the reader can choose. A Map, for its keys are strangers' names. */
export type Choices = {
  profile: Profile
  format: ExportFormat | 'policy'
  /** What the client calls the server; empty for the usual name. */
  as: string
  tools: Map<string, Choice>
}

export type Judged = { server: PolicyServer & { id: string }; tools: JudgedTool[] }

/** A file, as it is downloaded, and what it cannot say of the policy. */
export type Written = { text: string; fileName: string; losses: string[] }

/** The recommendation of the profile, with what the reader chose in its place. */
export function chosenPolicy({ server, tools }: Judged, choices: Choices): Policy {
  const { policy } = recommendServer(tools, server, { profile: choices.profile })
  for (const [name, choice] of choices.tools) {
    if (!tools.some(({ definition }) => definition.name === name)) continue
    const hidden = policy.hide?.filter(each => each !== name) ?? []
    if (hidden.length > 0) policy.hide = hidden
    else delete policy.hide
    policy.tools.set(name, chosenRules(name, policy.tools.get(name) ?? {}, choice))
  }
  return policy
}

/** Writes a policy as the reader wants it. Throws an `ExportRefusal` where the format cannot say it at all. */
export function writeChosen(judged: Judged, policy: Policy, { format, as }: Choices, usual: string): Written {
  if (format === 'policy')
    return { text: `${visibleJson(stringifyPolicy(policy))}\n`, fileName: 'policy.json', losses: [] }
  const { text, fileName, losses } = exporters[format].export(policy, {
    server: { name: as || usual, id: judged.server.id },
    tools: judged.tools.map(({ definition }) => definition),
  })
  return { text, fileName, losses: [...new Set(losses.map(({ message }) => message))] }
}

/** A pin stays whatever is chosen: the choice was made for this definition. */
function chosenRules(name: string, recommended: ToolPolicy, choice: Choice): ToolPolicy {
  const { require, deny_if, limits, approval, pin } = recommended
  const pinned = pin === undefined ? {} : { pin }
  const bounded = { ...(require && { require }), ...(deny_if && { deny_if }), ...pinned }
  switch (choice.kind) {
    case 'allow':
      return pinned
    case 'deny':
      return { deny_if: [{ conditions: [] }], ...pinned }
    case 'ask': {
      const { when: _, ...always } = approval ?? { who: 'user', wait_seconds: 300 }
      return { ...bounded, ...(limits && { limits }), approval: always }
    }
    case 'limit': {
      const { max, window } = choice
      return { ...bounded, limits: [{ counter: `${name}_rate`, window, max, scope: 'grant' }] }
    }
  }
}
