import { definitionHash } from './definition-hash.ts'
import { riskOf } from './taxonomy.ts'
import type { GradedCategory, ServerContext, Severity, ToolDefinition, Verdict } from './types.ts'

/** Version of the rules and weights; a verdict by another version is made again. */
export const classifierVersion = '0'

/** Labels every tool of one server, in the order given. */
export function classifyServer(server: ServerContext, tools: ToolDefinition[]): Verdict[] {
  return tools.map(tool => classify(tool, { server, siblings: tools }))
}

/** Labels one tool from its definition alone. */
export function classify(
  definition: ToolDefinition,
  _context: { server: ServerContext; siblings: ToolDefinition[] },
): Verdict {
  const verb = definition.name.split(/[^a-zA-Z]/)[0]!.toLowerCase()
  const category: GradedCategory = /delete|remove/.test(verb)
    ? 'Destructive'
    : /create|update/.test(verb)
      ? 'Write'
      : 'Read'
  const severity: Severity = category === 'Destructive' ? 'Critical' : category === 'Write' ? 'Medium' : 'Low'
  return {
    name: definition.name,
    definitionHash: definitionHash(definition),
    category,
    risk: riskOf(category),
    severity,
    confidence: 0.5,
    graded: true,
    capabilities: [],
    modes: [],
    evidence: [{ rule: 'name-verb', at: '/name', excerpt: verb, toward: category, weight: 1 }],
    hints: { claimed: {}, suggested: {}, findings: [] },
    poison: [],
    summary: `It is labelled ${category} for its name.`,
    classifier: classifierVersion,
  }
}
