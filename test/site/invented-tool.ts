import type { ServerIdentity } from '../../catalogue/index.ts'
import {
  type Capability,
  type Category,
  definitionHash,
  type Evidence,
  riskOf,
  type Severity,
  type ToolDefinition,
  type Verdict,
} from '../../classifier/index.ts'

/** A tool made up for the tests, with the label that it is given by hand. */
export type InventedTool = {
  definition: ToolDefinition
  label: (Partial<Verdict> & { category: Category; severity: Severity }) | null
}
export type InventedServer = { server: ServerIdentity; at: string; tools: InventedTool[] }

export function toVerdict({ definition, label }: InventedTool): Verdict[] {
  if (label === null) return []
  return [
    {
      name: definition.name,
      definitionHash: definitionHash(definition),
      risk: riskOf(label.category),
      confidence: 0.9,
      graded: label.category !== 'Ungraded',
      capabilities: [],
      modes: [],
      evidence: [],
      capabilityEvidence: [],
      hints: { claimed: {}, suggested: {}, findings: [] },
      poison: [],
      summary: `It is labelled ${label.category} by hand.`,
      classifier: 'by-hand',
      ...label,
    },
  ]
}

/** A tool with its label. */
export function tool(
  name: string,
  category: Category,
  severity: Severity,
  capabilities: Capability[],
  rest: Partial<Omit<ToolDefinition, 'name'>> = {},
  label: Partial<Verdict> = {},
): InventedTool {
  return { definition: { name, ...rest }, label: { category, severity, capabilities, ...label } }
}

export function evidence(
  rule: string,
  at: string,
  excerpt: string,
  toward: Evidence['toward'],
  weight: number,
): Evidence {
  return { rule, at, excerpt, toward, weight }
}

/** A parameter that is a text. */
export const text = (description: string) => ({ type: 'string', description })
