import { plain } from '../format/plain.ts'
import type { Explanation, JudgedTool, Policy, PolicyServer } from '../types.ts'
import { someOf } from './words.ts'

/** What happens to the tools of the server that the policy does not name. */
export function explainDefault(
  policy: Policy,
  tools: readonly JudgedTool[],
  server: PolicyServer,
): Explanation {
  const named = [...policy.tools.keys()]
  const serverName = plain(server.name) || 'the server'
  const other = unlisted(tools)
  const call = { tool: other, arguments: {} }
  if (policy.default === 'allow')
    return {
      at: '/default',
      does: `Every tool of ${serverName} may be called, those too that this policy does not name and those that are added later.`,
      costs: `The agent loses nothing; you lose every protection, which is why this is for watching only.`,
      leaves: `Everything.`,
      passes: { ...call, decision: 'allow' },
      stopped: null,
    }
  return {
    at: '/default',
    does: `Every tool of ${serverName} that this policy does not name is denied, and so is a tool that an update adds.`,
    costs: `The agent can use ${named.length === 0 ? `nothing of ${serverName}` : `only ${someOf(named)} of ${serverName}`} until another tool gets a rule.`,
    leaves:
      named.length === 0
        ? 'Nothing.'
        : `${someOf(named)}, as ${named.length === 1 ? 'its rules say' : 'their rules say'}.`,
    passes: null,
    stopped: { ...call, decision: 'deny' },
  }
}

/** A name that no listed tool has. */
function unlisted(tools: readonly JudgedTool[]): string {
  const names = new Set(tools.map(tool => tool.definition.name))
  let name = 'another_tool'
  while (names.has(name)) name += '_'
  return name
}
