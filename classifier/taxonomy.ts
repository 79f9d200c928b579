import taxonomy from '../data/taxonomy.json' with { type: 'json' }
import type { Capability, Category, GradedCategory, Risk, Severity } from './types.ts'

/** The categories a definition can be found to have, mildest first. */
export const gradedCategories = [
  'Read',
  'Write',
  'Execute',
  'Destructive',
  'Financial',
] as const satisfies GradedCategory[]
/** Severities, mildest first. */
export const severities = ['Low', 'Medium', 'High', 'Critical'] as const satisfies Severity[]
/** Capabilities in the rubric's order. */
export const capabilities = Object.keys(taxonomy.capabilities) as Capability[]

/** The short form of a category. */
export function riskOf(category: Category): Risk {
  return taxonomy.categories[category].risk as Risk
}

/** What a category, a severity or a capability means, in one plain sentence or clause. */
export const meanings = {
  category: (category: Category): string => taxonomy.categories[category].meaning,
  severity: (severity: Severity): string => taxonomy.severities[severity].meaning,
  capability: (capability: Capability): string => taxonomy.capabilities[capability].meaning,
}
