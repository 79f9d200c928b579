import { observe } from '../model/observe.ts'
import { openVocabulary } from '../model/vocabulary.ts'
import { heads } from '../model/weights.ts'
import { type Reading, readDefinition } from '../reading/read-definition.ts'
import { readServer } from '../reading/read-server.ts'
import { rules } from '../rules/index.ts'
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
  /** Rule id and term, or rule id, first term, link and second term, parted by tabs; and how loudly it speaks. */
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
  const seen = seenIn(reading)
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

function seenIn(reading: Reading): Example['seen'] {
  const { count, values, rules: seeing, voices } = observe(reading, everything)
  return Array.from({ length: count }, (_, place) => ({
    key: keyOf(values[place]!),
    voice: voices[seeing[place]!]!,
  }))
}

const everything = openVocabulary()
/** By number in `everything`. */
const keys: string[] = []

function keyOf(value: number): string {
  const known = keys[value]
  if (known !== undefined) return known
  const { ruleIndex, first, link, second } = everything.taken![value]!
  const parts = link === undefined ? [first] : [first, link, second!]
  const key = [rules[ruleIndex]!.id, ...parts.map(({ text }) => text)].join('\t')
  keys[value] = key
  return key
}
