import type { ToolDefinition } from '../../../classifier/index.ts'
import {
  decide,
  type ExportFormat,
  exporters,
  type Policy,
  type SqlReader,
  slidingCounters,
} from '../../../policy/index.ts'
import { type ReadCall, readers } from './read-back.ts'

/** Where a document says something else than the policy that it was written from, and no loss says so. */
export type Comparison = { text: string; faults: string[]; compared: number }

/**
 * Writes a policy for another product, reads it back by that product's rules, and holds both against the same
 * calls. Nothing may be allowed that the policy does not allow; whatever else differs needs a loss of that tool.
 */
export function compareFates(
  format: ExportFormat,
  policy: Policy,
  server: { name: string; id: string },
  tools: ToolDefinition[],
  calls: ReadCall[],
  readsOnly?: SqlReader,
): Comparison {
  const { text, losses } = exporters[format].export(policy, { server, tools })
  const hidden = (policy.hide ?? []).filter(name => name !== '*')
  const named = new Set([...policy.tools.keys(), ...hidden, ...tools.map(({ name }) => name)])
  const faults: string[] = []
  const all = [...calls, { tool: 'never_heard_of', arguments: {} }]
  for (const call of all) {
    const said = readers[format](text, server.name, call)
    const { decision } = decide(policy, { ...call, server: server.id }, slidingCounters().at(0), readsOnly)
    if (said === decision) continue
    // Its settings reach no tool that they do not name, and say so.
    const outOfReach = format === 'vscode' && !named.has(call.tool)
    const told = losses.some(({ tool, pointer }) =>
      named.has(call.tool)
        ? tool === call.tool || /^\/(?:all_tools|server|hide)/.test(pointer)
        : tool === undefined,
    )
    if ((said === 'allow' && !outOfReach) || !told)
      faults.push(JSON.stringify({ format, call, said, decision, losses, text }, null, 1))
  }
  return { text, faults, compared: all.length }
}
