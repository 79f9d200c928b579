import type { Decision } from './decide.ts'
import type { HintFinding, HintName, Hints, ToolDefinition } from './types.ts'

export const hintNames = [
  'readOnlyHint',
  'destructiveHint',
  'idempotentHint',
  'openWorldHint',
] as const satisfies HintName[]

/** What the server claims, as far as it is true or false; everything else it may say there is not a hint. */
export function claimedHints({ annotations }: ToolDefinition): Hints {
  const claimed: Hints = {}
  for (const name of hintNames) {
    const value = annotations?.[name]
    if (typeof value === 'boolean') claimed[name] = value
  }
  return claimed
}

/** A hint is suggested from this confidence on. */
const sureEnough = 0.8

/**
 * The hints that the evidence supports, in the specification's sense (`destructiveHint` is false only for what
 * adds and takes nothing away). What is not known is left out: its default is the worst.
 */
export function suggestedHints(decision: Decision, verb: string): Hints {
  const { category, confidence, capabilities } = decision
  const suggested: Hints = {}
  if (category === 'Ungraded') return suggested
  if (category !== 'Read') {
    suggested.readOnlyHint = false
    if (category !== 'Write') suggested.destructiveHint = true
    else if (confidence >= sureEnough && additiveVerbs.has(verb)) suggested.destructiveHint = false
  } else if (confidence >= sureEnough) suggested.readOnlyHint = true
  const reaches = ['send-out', 'contact-people', 'read-untrusted'] as const
  if (reaches.some(capability => capabilities.includes(capability))) suggested.openWorldHint = true
  return suggested
}

const additiveVerbs = new Set(
  'create add insert append post send upload register log record reply comment'.split(' '),
)

/**
 * Where claim and finding part: `contradiction` (a claim of harmlessness that the evidence denies), `silencing`
 * (a value that makes clients skip their question before a dangerous call), `missing` (nothing is claimed),
 * `default-stamped` (every tool of the server carries the same claim, whatever it does).
 */
export function hintFindings(claimed: Hints, decision: Decision, stamped: boolean): HintFinding[] {
  const findings: HintFinding[] = []
  const { category, confidence } = decision
  if (Object.keys(claimed).length === 0) return ['missing']
  const dangerous = category === 'Execute' || category === 'Destructive' || category === 'Financial'
  const denied = claimed.readOnlyHint === true && category !== 'Read' && category !== 'Ungraded'
  const sure = confidence >= sureEnough
  if (
    sure &&
    (denied ||
      (claimed.readOnlyHint === false && category === 'Read') ||
      (claimed.destructiveHint === false && category === 'Destructive'))
  ) {
    findings.push('contradiction')
  }
  if (sure && dangerous && (claimed.readOnlyHint === true || claimed.destructiveHint === false))
    findings.push('silencing')
  if (stamped) findings.push('default-stamped')
  return findings
}

/** Whether a server's tools, at least five of them, all carry one and the same claim. */
export function isStamped(siblings: readonly ToolDefinition[]): boolean {
  if (siblings.length < 5) return false
  const stamps = new Set(siblings.map(sibling => JSON.stringify(claimedHints(sibling))))
  return stamps.size === 1 && !stamps.has('{}')
}
