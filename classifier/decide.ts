import { headScore, probabilities, type Score } from './model/score.ts'
import { categoryCount, heads, type Model } from './model/weights.ts'
import { gradedCategories } from './taxonomy.ts'
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

/** Turns scores into a category, capabilities and a severity. The only place that knows what scores mean. */
export function decide(score: Score, model: Model): Decision {
  const chances = probabilities(score, model)
  const ranked = gradedCategories.map((category, place) => ({ category, chance: chances[place]! }))
  ranked.sort((a, b) => b.chance - a.chance)
  const [first, second] = ranked as [(typeof ranked)[number], (typeof ranked)[number]]
  const known = first.chance >= leastConfidence && score.weighed.some(({ rule }) => !rule.circumstance)
  const category: Category = known ? first.category : 'Ungraded'
  const capabilities = capabilitiesOf(score, model, first.category)
  return {
    category,
    likeliest: first.category,
    rival: second.category,
    confidence: first.chance,
    capabilities,
    severity: severityOf(category, capabilities, runsOnHost(score, model, first.category)),
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

function capabilitiesOf(score: Score, model: Model, category: GradedCategory): Capability[] {
  const place = gradedCategories.indexOf(category)
  const found = heads.slice(categoryCount, -1) as Capability[]
  return found.filter((capability, head) => {
    if (capability === 'move-money' && category === 'Read') return false
    return headScore(score, categoryCount + head, place, model) > 0
  })
}

function runsOnHost(score: Score, model: Model, category: GradedCategory): boolean {
  return headScore(score, heads.length - 1, gradedCategories.indexOf(category), model) > 0
}
