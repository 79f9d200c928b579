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

const warinessFor = gradedCategories.map(category => (riskOf(category) === 'Destructive' ? wariness : 1))

/** Turns scores into a category, capabilities and a severity. The only place that knows what scores mean. */
export function decide(score: Score, model: Model): Decision {
  const chances = probabilities(score, model)
  const first = highest(chances, -1)
  const likeliest = gradedCategories[first]!
  const known = score.grounded && chances.some(chance => chance >= leastConfidence)
  const category: Category = known ? likeliest : 'Ungraded'
  const capabilities = capabilitiesOf(score, model, chances, likeliest)
  return {
    category,
    likeliest,
    rival: gradedCategories[highest(chances, first)]!,
    confidence: chances[first]!,
    capabilities,
    severity: severityOf(category, capabilities, category === 'Execute' && runsOnHost(score, model)),
  }
}

/** Where the chance is highest that is weighed by what it would cost to miss it, leaving one place out. */
function highest(chances: readonly number[], without: number): number {
  let best = -1
  let most = -1
  for (let place = 0; place < chances.length; place++) {
    const weighed = chances[place]! * warinessFor[place]!
    if (place === without || weighed <= most) continue
    best = place
    most = weighed
  }
  return best
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
  return headChance(score, heads.length - 1, ifExecute, model) > model.thresholds.at(-1)!
}

const ifExecute = gradedCategories.map(category => (category === 'Execute' ? 1 : 0))
