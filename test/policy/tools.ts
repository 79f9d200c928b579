import type { Capability, Category, Json, Mode, ToolDefinition, Verdict } from '../../classifier/index.ts'
import { definitionHash, riskOf } from '../../classifier/index.ts'
import type { JudgedTool } from '../../policy/index.ts'

type Properties = { [name: string]: Json }

/** A definition in words of our own, whose parameters are all needed unless their name ends in `?`. */
export function tool(name: string, properties: Properties = {}, description?: string): ToolDefinition {
  const entries = Object.entries(properties).map(([key, schema]) => [key.replace(/\?$/, ''), schema] as const)
  return {
    name,
    ...(description !== undefined && { description }),
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(entries),
      required: Object.keys(properties).filter(key => !key.endsWith('?')),
    },
  }
}

/** The tool with a verdict as the classifier would give it. */
export function judged(
  definition: ToolDefinition,
  category: Category,
  capabilities: Capability[] = [],
  more: Partial<Verdict> = {},
): JudgedTool {
  const verdict: Verdict = {
    name: definition.name,
    definitionHash: definitionHash(definition),
    category,
    risk: riskOf(category),
    severity: 'Medium',
    confidence: 0.9,
    graded: category !== 'Ungraded',
    capabilities,
    modes: [],
    evidence: [],
    capabilityEvidence: [],
    hints: { claimed: {}, suggested: {}, findings: [] },
    poison: [],
    summary: 'A tool made up for a test.',
    classifier: 'test',
    ...more,
  }
  return { definition, verdict }
}

/** One mode of a tool whose argument `action` selects what it does. */
export function mode(action: string, category: Category, severity: Mode['severity'] = 'Low'): Mode {
  return { when: { action }, category, severity }
}

export const text = { type: 'string' }
export const number = { type: 'number' }
export const flag = { type: 'boolean' }
export const texts = { type: 'array', items: text }
