import { capabilitiesOf } from './capabilities.ts'
import { headChance, probabilities, type Score } from './model/score.ts'
import { heads, type Model } from './model/weights.ts'
import { gradedCategories, riskOf } from './taxonomy.ts'
import type { Capability, Category, GradedCategory, Severity } from './types.ts'

/** What a definition amounts to, before it is put into words. */
export type Decision = {
  category: Category
  /** The graded category that is likeliest, also where the verdict is `Ungraded`. */
  likeliest: GradedCategory
  /** The category it was weighed against: the likeliest but one. */
  rival: GradedCategory
  confidence: number
  capabilities: Capability[]
  severity: Severity
}

/** Below this probability a definition is not graded: it says too little, or two things at once. */
export const leastConfidence = 0.36

/**
 * How many times likelier a harmless category has to be than a dangerous one to be chosen over it: to call a
 * deletion harmless costs more than to ask once too often.
 */
const wariness = 2

function weight({ category, chance }: { category: GradedCategory; chance: number }): number {
  return riskOf(category) === 'Destructive' ? chance * wariness : chance
}

/** Turns scores into a category, capabilities and a severity. The only place that knows what scores mean. */
export function decide(score: Score, model: Model): Decision {
  const chances = probabilities(score, model)
  const ranked = gradedCategories.map((category, place) => ({ category, chance: chances[place]! }))
  ranked.sort((a, b) => weight(b) - weight(a))
  const [first, second] = ranked as [(typeof ranked)[number], (typeof ranked)[number]]
  const known = Math.max(...chances) >= leastConfidence && score.grounded
  const category: Category = known ? first.category : 'Ungraded'
  const capabilities = capabilitiesOf(score, model, chances, first.category)
  return {
    category,
    likeliest: first.category,
    rival: second.category,
    confidence: first.chance,
    capabilities,
    severity: severityOf(category, capabilities, runsOnHost(score, model)),
  }
}

/** The rubric's table of severities. What is not graded is High: not knowing is never safe. */
export function severityOf(
  category: Category,
  capabilities: readonly Capability[],
  onHost: boolean,
): Severity {
  const can = (...wanted: Capability[]) => wanted.some(capability => capabilities.includes(capability))
  if (category === 'Destructive' || category === 'Financial') return 'Critical'
  if (category === 'Execute') return onHost && can('run-code') ? 'Critical' : 'High'
  if (category === 'Ungraded' || can('read-secrets', 'change-access', 'actuate')) return 'High'
  return category === 'Write' || can('free-query') ? 'Medium' : 'Low'
}

function runsOnHost(score: Score, model: Model): boolean {
  const ifExecute = gradedCategories.map(category => (category === 'Execute' ? 1 : 0))
  return headChance(score, heads.length - 1, ifExecute, model) > model.thresholds.at(-1)!
}
