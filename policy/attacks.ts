import type { Capability, Category, ToolDefinition, Verdict } from '../classifier/index.ts'
import data from '../data/attacks.json' with { type: 'json' }
import happened from '../data/incidents.json' with { type: 'json' }
import { plain } from './format/plain.ts'
import type { ArgumentKind } from './recommend/argument-kind.ts'
import { toolArguments } from './recommend/arguments.ts'
import { powersOf } from './recommend/capability-phrases.ts'
import { inWords, someOf } from './recommend/words.ts'

/** Something in a definition itself that an attack needs. */
export type AttackFinding = 'poison' | 'other-tool' | 'contradiction' | 'silencing' | 'claimed-read-only'

/** One way in which a pattern becomes possible: all that is named here has to hold. */
export type Enabler = {
  capabilities?: Capability[]
  /** Other tools of the server may have some of the capabilities; this one has to have at least one. */
  spread?: boolean
  /** One argument at least has to be of one of these kinds. */
  arguments?: ArgumentKind[]
  findings?: AttackFinding[]
  categories?: Category[]
}

/** A way in which tools like this one are abused. */
export type AttackPattern = {
  id: string
  name: string
  happens: string
  /** Any one of these is enough. */
  enabledBy: Enabler[]
  notice: string
  answer: { rule: 'require' | 'deny_if' | 'limits' | 'approval' | 'pin' | 'hide'; how: string }
  /** Ids only, as each list names them. */
  references: { owaspMcp: string[]; owaspAgentic: string[]; atlas: string[]; safeMcp: string[] }
  /** Oldest first. */
  incidents: Incident[]
}

/** Something that happened, or was shown to be possible, to real servers and their users. */
export type Incident = {
  id: string
  /** As exactly as it is known: a year, a month or a day. */
  date: string
  what: string
  /** Ids of the attack patterns that it is an example of. */
  patterns: string[]
  source: { name: string; url?: string }
  /** The source is a report of a report. */
  secondHand?: boolean
}

/** A pattern that a tool makes possible, and why. */
export type EnabledPattern = { pattern: AttackPattern; reason: string }

/** Every incident that is known, oldest first. */
export const incidents = happened.incidents as Incident[]

/** Every pattern that is known, by id, with its incidents. */
export const attackPatterns: AttackPattern[] = (data.patterns as Omit<AttackPattern, 'incidents'>[]).map(
  pattern => ({ ...pattern, incidents: incidents.filter(({ patterns }) => patterns.includes(pattern.id)) }),
)

/**
 * The attack patterns that this tool's own capabilities, arguments and findings make possible, the most
 * particular first. With the verdicts of its server's other tools also those that need several tools; with the
 * definition also those that hang on an argument.
 */
export function attackPatternsFor(
  verdict: Verdict,
  siblings: readonly Verdict[] = [],
  definition?: ToolDefinition,
): EnabledPattern[] {
  const kinds = new Map<ArgumentKind, string>()
  for (const { kind, name } of definition ? toolArguments(definition) : [])
    if (kind !== null && !kinds.has(kind)) kinds.set(kind, name)
  const tool: Tool = { verdict, siblings: siblings.filter(other => other.name !== verdict.name), kinds }
  return attackPatterns
    .flatMap(pattern => {
      const match = pattern.enabledBy.map(enabler => enabledBy(tool, enabler)).find(match => match !== null)
      return match ? [{ pattern, ...match }] : []
    })
    .sort((a, b) => b.particular - a.particular || (a.pattern.id < b.pattern.id ? -1 : 1))
    .map(({ pattern, reason }) => ({ pattern, reason }))
}

type Tool = { verdict: Verdict; siblings: Verdict[]; kinds: Map<ArgumentKind, string> }
type Match = { reason: string; particular: number }

/** Why the enabler holds and how much it asked for; null where it does not hold. */
function enabledBy(tool: Tool, enabler: Enabler): Match | null {
  const reasons: string[] = []
  const own = enabler.capabilities?.filter(capability => tool.verdict.capabilities.includes(capability)) ?? []
  const lacking = enabler.capabilities?.filter(capability => !own.includes(capability)) ?? []
  if (enabler.capabilities && own.length === 0) return null
  if (own.length > 0) reasons.push(`It can ${powersOf(own)}.`)
  if (lacking.length > 0) {
    const others = enabler.spread ? lacking.map(capability => holderOf(tool, capability)) : [null]
    if (others.includes(null)) return null
    reasons.push(`On the same server ${inWords(others as string[])}.`)
  }
  if (enabler.arguments) {
    const found = enabler.arguments.filter(kind => tool.kinds.has(kind))
    if (found.length === 0) return null
    reasons.push(`It takes ${inWords(found.map(kind => argumentPhrase(kind, tool.kinds.get(kind)!)))}.`)
  }
  for (const finding of enabler.findings ?? []) {
    if (!findings[finding].holds(tool.verdict)) return null
    reasons.push(findings[finding].reason)
  }
  if (enabler.categories && !enabler.categories.includes(tool.verdict.category)) return null
  const asked = [enabler.capabilities, enabler.arguments, enabler.findings, enabler.categories]
  return { reason: reasons.join(' '), particular: asked.reduce((sum, list) => sum + (list?.length ?? 0), 0) }
}

function holderOf({ siblings }: Tool, capability: Capability): string | null {
  const holders = siblings.filter(sibling => sibling.capabilities.includes(capability))
  return holders.length === 0
    ? null
    : `${someOf(
        holders.map(holder => holder.name),
        'and',
        2,
      )} can ${powersOf([capability])}`
}

function argumentPhrase(kind: ArgumentKind, name: string): string {
  return `${phraseOfKind[kind]} (${plain(name)})`
}

const phraseOfKind = {
  path: 'a path',
  url: 'an address',
  sql: 'a query in SQL',
  amount: 'an amount',
  recipient: 'a recipient',
  'blind-copy': 'a blind copy',
  'dry-run': 'a switch for a dry run',
  force: 'a switch that skips a check',
  code: 'code or a command',
} satisfies Record<ArgumentKind, string>

const findings = {
  poison: {
    holds: verdict => verdict.poison.length > 0,
    reason: 'Its definition holds text that is aimed at the model.',
  },
  'other-tool': {
    holds: verdict => verdict.poison.some(finding => finding.kind === 'other-tool'),
    reason: 'Its definition tells how another tool is to be used.',
  },
  contradiction: {
    holds: verdict => verdict.hints.findings.includes('contradiction'),
    reason: 'Its own hints contradict what its definition shows.',
  },
  silencing: {
    holds: verdict => verdict.hints.findings.includes('silencing'),
    reason: 'Its hints would keep a client from asking.',
  },
  'claimed-read-only': {
    holds: verdict => verdict.hints.claimed.readOnlyHint === true,
    reason: 'It says of itself that it only reads.',
  },
} satisfies Record<AttackFinding, { holds: (verdict: Verdict) => boolean; reason: string }>
