import type { Settled } from '../settle.ts'
import type { Loss } from '../types.ts'

/** What is lost wherever a condition on arguments was said in Cedar. */
export function typedOnly(tools: readonly Settled[], title: string, also = ''): Loss[] {
  return tools
    .filter(tool => tool.conditions.length > 0)
    .map(tool => ({
      tool: tool.name,
      pointer: tool.at,
      message: `${title} denies a call whose arguments are of another type than the definition gives them, even where the rule would let it through.${also}`,
    }))
}
