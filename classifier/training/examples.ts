import { observe } from '../model/observe.ts'
import { heads } from '../model/weights.ts'
import { readDefinition } from '../reading/read-definition.ts'
import { readServer } from '../reading/read-server.ts'
import type { Capability, GradedCategory, ServerContext, Severity, ToolDefinition } from '../types.ts'

/** One tool with the judgement of a reader. */
export type LabelledTool = {
  server: ServerContext
  siblings: ToolDefinition[]
  definition: ToolDefinition
  category: GradedCategory
  /** The second fair reading of an unsure judgement. */
  alt: GradedCategory | null
  certainty: 'sure' | 'unsure'
  capabilities: Capability[]
  severity: Severity
}

/** A labelled tool as the trainer sees it: what the rules saw, and what the heads should say. */
export type Example = {
  /** Rule id and value, and how loudly it speaks. */
  seen: { key: string; voice: number }[]
  /** The category that the label gives, for the heads that follow it. */
  category: GradedCategory
  /** Probability that each category should have. */
  categories: number[]
  /** What the heads after the categories should say: 1, 0, or null where the label does not tell. */
  others: (0 | 1 | null)[]
  weight: number
}

/** The label has two fair readings: it counts less, and for both. */
const unsureWeight = 0.4
const firstReading = 0.7

export function exampleOf(tool: LabelledTool): Example {
  const reading = readDefinition(tool.definition, readServer(tool.server, tool.siblings))
  const seen = observe(reading).map(({ rule, value, voice }) => ({ key: `${rule.id}\t${value}`, voice }))
  const torn = tool.certainty === 'unsure' && tool.alt !== null && tool.alt !== tool.category
  const categories = heads.slice(0, 5).map(category => {
    if (category === tool.category) return torn ? firstReading : 1
    return torn && category === tool.alt ? 1 - firstReading : 0
  })
  const others = heads.slice(5).map(head => {
    if (head === 'runs on a host')
      return tool.category === 'Execute' ? (tool.severity === 'Critical' ? 1 : 0) : null
    return tool.capabilities.includes(head as Capability) ? 1 : 0
  })
  return {
    seen,
    category: tool.category,
    categories,
    others,
    weight: tool.certainty === 'unsure' ? unsureWeight : 1,
  }
}
