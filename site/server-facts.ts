import type { ToolRow } from '../catalogue/index.ts'
import type { Verdict } from '../classifier/index.ts'
import { attackPatternsFor } from '../policy/index.ts'
import type { ToolEntry } from './atlas.ts'
import { powersOf } from './powers.ts'
import { type FoundWords, wordsOfTool } from './search/found-words.ts'
import { estimateTokens } from './tokens.ts'
import { speaksFor } from './words/why.ts'

/** How the authors' `readOnlyHint` stands against the labels. */
export type HintStanding = 'no hint' | 'agrees' | 'claims less' | 'claims more'

/**
 * All that anything beyond a server's own pages says of one of its tools: it follows from the rows of that server
 * alone, and is plain JSON, so that it can be kept from one build to the next.
 */
export type ToolFacts = Pick<ToolEntry, 'position' | 'name' | 'label' | 'reach' | 'powers' | 'tokens'> & {
  definitionHash: string
  /** The version of the classifier that labelled it. */
  classifier: string | null
  /** The rules whose signs were the strongest: for the category, and for capabilities. */
  categoryRule: string | null
  capabilityRules: string[]
  hint: HintStanding | null
  lying: boolean
  poisoned: boolean
  /** Attack patterns that it makes possible, by id. */
  patterns: string[]
  found: FoundWords
}

/** The facts of the tools of one server, in its order. */
export function serverFacts(rows: readonly ToolRow[]): ToolFacts[] {
  const verdicts = rows.flatMap(row => row.verdict ?? [])
  return rows.map(row => toFacts(row, verdicts))
}

function toFacts({ position, definition, definitionHash, verdict }: ToolRow, all: Verdict[]): ToolFacts {
  return {
    position,
    name: definition.name,
    label: verdict && {
      category: verdict.category,
      severity: verdict.severity,
      confidence: verdict.confidence,
    },
    reach: verdict ? verdict.capabilities.length + 2 * verdict.poison.length : 0,
    powers: powersOf(verdict?.capabilities ?? []),
    tokens: estimateTokens(definition),
    definitionHash,
    classifier: verdict?.classifier ?? null,
    categoryRule: verdict?.evidence.find(each => speaksFor(each, verdict.category))?.rule ?? null,
    capabilityRules: [...new Set(verdict?.capabilityEvidence.map(each => each.rule))],
    hint: verdict && hintStanding(verdict),
    lying: verdict?.hints.findings.includes('contradiction') ?? false,
    poisoned: (verdict?.poison.length ?? 0) > 0,
    patterns: verdict ? attackPatternsFor(verdict, all, definition).map(({ pattern }) => pattern.id) : [],
    found: wordsOfTool(definition, verdict),
  }
}

/** How a tool's own claim to only read stands against its label. */
function hintStanding({ category, graded, hints }: Verdict): HintStanding | null {
  const claim = hints.claimed.readOnlyHint
  if (!graded) return null
  if (claim === undefined) return 'no hint'
  if (claim === (category === 'Read')) return 'agrees'
  return claim ? 'claims less' : 'claims more'
}
