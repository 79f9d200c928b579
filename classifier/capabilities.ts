import { headChance, type Score } from './model/score.ts'
import { categoryCount, type Model } from './model/weights.ts'
import { capabilities, gradedCategories } from './taxonomy.ts'
import type { Capability, GradedCategory } from './types.ts'

/**
 * The capabilities of a tool: what each head finds likely enough, held to what the rubric's words imply for the
 * category. `chances` are the probabilities of the categories, in their order.
 */
export function capabilitiesOf(score: Score, model: Model, chances: number[], category: GradedCategory) {
  const likely: number[] = []
  for (let place = 0; place < capabilities.length; place++) {
    const head = categoryCount + place
    const mayBe = category === 'Execute' || score.scores[head]! > model.floors[place]!
    likely.push(mayBe ? headChance(score, head, chances, model) : 0)
  }
  return holdTogether(likely, model.thresholds, category)
}

/** Which capabilities go with a category, given how likely each is and from where on it counts as found. */
export function holdTogether(
  likely: readonly number[],
  thresholds: readonly number[],
  category: GradedCategory,
): Capability[] {
  const found: Capability[] = []
  for (let place = 0; place < capabilities.length; place++) {
    const capability = capabilities[place]!
    const follows = capability === 'move-money'
    if (!follows && likely[place]! <= thresholds[place]!) continue
    if (goesWith(capability, category)) found.push(capability)
  }
  return category === 'Execute' ? withItsDeed(found, likely, thresholds) : found
}

/**
 * An Execute is one for its deed: the likeliest, unless nothing speaks for any, as where an arbitrary interface is
 * called. Starting or stopping counts only where nothing says more.
 */
function withItsDeed(
  found: Capability[],
  likely: readonly number[],
  thresholds: readonly number[],
): Capability[] {
  const chance = (deed: Capability) => likely[capabilities.indexOf(deed)]!
  const likeliest = deeds.reduce((best, deed) => (chance(deed) > chance(best) ? deed : best))
  const enough = thresholds[capabilities.indexOf(likeliest)]! * deedShare
  return capabilities.filter(capability =>
    capability === likeliest
      ? chance(likeliest) > enough
      : capability !== 'control-process' && found.includes(capability),
  )
}

/** How much less than elsewhere has to speak for a deed where the category already says that there is one. */
const deedShare = 0.75

/** Whether a tool of this category can have the capability at all. */
export function goesWith(capability: Capability, category: GradedCategory): boolean {
  return onlyWith.get(capability)?.includes(category) ?? true
}

/** What an Execute does is one of these: that is what makes it one. */
const deeds = ['control-process', 'run-code', 'drive-ui'] as const satisfies Capability[]

const changing = gradedCategories.filter(category => category !== 'Read')

/**
 * What changes, sends or moves something is no Read, and what is promised to read only is nothing else. What a
 * Write gives back is its receipt, as a rule.
 */
const onlyWith = new Map<Capability, readonly GradedCategory[]>([
  ['read-private', ['Read', 'Execute', 'Destructive']],
  ['read-untrusted', ['Read', 'Execute']],
  ['free-query', ['Read']],
  ['run-code', ['Execute', 'Destructive']],
  ['move-money', ['Financial']],
  ['contact-people', changing],
  ['modify-data', changing],
  ['delete-data', changing],
  ['control-process', changing],
  ['drive-ui', changing],
  ['change-access', changing],
  ['actuate', changing],
])
