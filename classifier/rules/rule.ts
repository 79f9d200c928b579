import type { Reading } from '../reading/read-definition.ts'
import type { Link, Term } from '../reading/term.ts'
import type { ToolDefinition } from '../types.ts'
import type { Excerpt } from './excerpt.ts'

/**
 * How a rule says what it saw: where it stands (a JSON Pointer into the definition, or a place outside it such as
 * `server`), the text that stands there, and a value of its own vocabulary: a term (`delete`), or two with what
 * joins them (`remove > secret`).
 */
export type See = (at: string, excerpt: Excerpt, first: Term, link?: Link, second?: Term) => void

/** A definition in our own words, and a value that the rule must (`hits`) or must not (`misses`) see in it. */
export type Example = {
  tool: Partial<ToolDefinition> & { name: string }
  value: string
  server?: string
  siblings?: string[]
}

/**
 * One way of looking at a definition. A rule only observes; what an observation is worth is learned, and stands
 * in `data/weights.json`.
 */
export type Rule = {
  id: string
  /** Why this is worth looking at, in words a reader of a verdict understands. */
  why: string
  observe: (reading: Reading, see: See) => void
  /** How loudly one observation speaks: 1 unless it is one of many small ones. Scales what is learned. */
  voice?: number
  /** Whether it sees circumstances, such as a missing description: alone they are no ground for a verdict. */
  circumstance?: boolean
  /** What is learned from it, where it is not everything: its values then tell the others nothing. */
  learns?: 'categories' | 'capabilities'
  /** Whether many observations share one voice, so that a long text does not shout down a short name. */
  shared?: boolean
  hits: Example[]
  misses: Example[]
}
