import { rules } from './rules/index.ts'
import type { Example } from './rules/rule.ts'

/** A rule as it is shown: what it is for, and definitions in which it must and must not see something. */
export type RuleCard = { id: string; why: string; hits: Example[]; misses: Example[] }

/** Every rule, in the order in which they look. */
export const ruleCatalogue: readonly RuleCard[] = rules.map(({ id, why, hits, misses }) => ({
  id,
  why,
  hits,
  misses,
}))
