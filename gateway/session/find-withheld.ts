import { decide } from '../../policy/index.ts'
import type { KnownTool } from './inventory.ts'
import type { ServerEntry, StandingPolicy } from './types.ts'

/** Why a tool is kept from the client altogether. */
export type Withheld = {
  /** JSON Pointer into the policy; empty where it is the definition's fault. */
  rule: string
  message: string
}

/**
 * Why a tool is withheld: because no call of it could be let through (hidden, not in the policy, not the
 * definition that is pinned), or because its description is aimed at the model. Null where it is shown.
 */
export function findWithheld(tool: KnownTool, entry: ServerEntry, standing: StandingPolicy): Withheld | null {
  const found = known.get(tool)
  if (found?.standing === standing && found.id === entry.id) return found.why
  const why = judge(tool, entry, standing)
  known.set(tool, { standing, id: entry.id, why })
  return why
}

/** A call asks for what the list has found out already. */
const known = new WeakMap<KnownTool, { standing: StandingPolicy; id: string; why: Withheld | null }>()

function judge(
  { definition, hash, verdict }: KnownTool,
  entry: ServerEntry,
  { policy }: StandingPolicy,
): Withheld | null {
  const call = { tool: definition.name, definitionHash: hash, server: entry.id }
  const { decision, rule, message } = decide(policy, call, unused)
  if (decision === 'deny' && isAboutTheTool(rule)) return { rule, message }
  const [poison] = verdict.poison
  if (poison === undefined) return null
  return {
    rule: '',
    message: `Its definition has text that is aimed at the model (${poison.kind} at ${poison.at}).`,
  }
}

const unused = { used: () => 0 }

/** Rules that deny a tool whatever its arguments are. */
function isAboutTheTool(rule: string): boolean {
  return (
    rule === '/default' ||
    rule === '/server' ||
    rule.startsWith('/hide/') ||
    /^\/tools\/[^/]*\/pin$/.test(rule)
  )
}
