import type { Reading } from '../reading/read-definition.ts'
import type { Link, Term } from '../reading/term.ts'
import type { Word } from '../reading/word.ts'
import type { ToolDefinition } from '../types.ts'

/**
 * How a rule says what it saw: where it stands (a JSON Pointer into the definition, or a place outside it such as
 * `server`), the text that stands there, and a value of its own vocabulary: a term (`delete`), or two with what
 * joins them (`remove > secret`).
 */
export type See = (at: string, excerpt: Excerpt, first: Term, link?: Link, second?: Term) => void

/** A text, or from where to where it stands in the description, which most are never asked for; perhaps a word of it. */
export type Excerpt = string | { start: number; end: number; word?: Word }

/** What an excerpt of a definition with this description says. */
export function textOf(excerpt: Excerpt, description: string): string {
  return typeof excerpt === 'string' ? excerpt : description.slice(excerpt.start, excerpt.end)
}

/** The same in lower case. */
export function lowerTextOf(excerpt: Excerpt, description: string): string {
  if (typeof excerpt === 'string') return excerpt.toLowerCase()
  const { word, start } = excerpt
  return word !== undefined && description.charCodeAt(start) < firstUnspaced
    ? word.spelling
    : description.slice(start, excerpt.end).toLowerCase()
}

/** From here on are the scripts whose words stand in the text in another language than they are known in. */
const firstUnspaced = 0x2e80

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
