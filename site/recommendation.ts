import type { ServerRow, ToolRow } from '../catalogue/index.ts'
import {
  type Explanation,
  type JudgedTool,
  type Policy,
  recommendServer,
  recommendTool,
  stringifyPolicy,
} from '../policy/index.ts'
import { visibleJson } from './visible-text.ts'

/** A policy as the site offers it: what it says, its text for the page and the file, and what each rule means. */
export type Offer = { policy: Policy; text: string; explanations: Explanation[] }

/** The policy for one tool alone; null while it has no label. */
export function offerForTool(tool: ToolRow, server: ServerRow): Offer | null {
  const [judged] = judgedTools([tool])
  return judged === undefined ? null : toOffer(recommendTool(judged, contextOf(server)))
}

/** The policy for all tools of a server. Those without a label are not in it, and so are denied. */
export function offerForServer(tools: ToolRow[], server: ServerRow): Offer | null {
  const judged = judgedTools(tools)
  return judged.length === 0 ? null : toOffer(recommendServer(judged, contextOf(server)))
}

function judgedTools(tools: ToolRow[]): JudgedTool[] {
  return tools.flatMap(({ definition, verdict }) => (verdict === null ? [] : { definition, verdict }))
}

function contextOf({ id, name, description }: ServerRow) {
  return { id, name, ...(description === undefined ? {} : { description }) }
}

function toOffer({ policy, explanations }: { policy: Policy; explanations: Explanation[] }): Offer {
  return { policy, explanations, text: `${visibleJson(stringifyPolicy(policy))}\n` }
}
