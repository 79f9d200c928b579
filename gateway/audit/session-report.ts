import type { Capability } from '../../classifier/index.ts'
import type { AuditLine, DecisionLine } from './types.ts'

/** What the caller knows of a tool. One it does not know counts as one without capabilities or hints. */
export type ToolFacts = {
  capabilities: readonly Capability[]
  /** Whether a client that goes by the server's own hints alone would have asked before the call. */
  askedByHints: boolean
}

/** What happened in one session. */
export type SessionReport = {
  session: string
  who: string
  /** ISO 8601, UTC. */
  from: string
  to: string
  allowed: number
  denied: number
  /** How often a person was asked. */
  asked: number
  /** The rules that denied, the most frequent first. */
  denials: { server: string; tool: string; rule: string; count: number }[]
  /** Of the calls that went through, those a client would have asked about that only had the hints. */
  askedByHints: number
  /** How many questions the gateway has saved; less than nothing where it asked more than the hints would. */
  saved: number
  /** The tools of the three things that must not come together: names as `server tool`. */
  private: string[]
  untrusted: string[]
  out: string[]
  /** When a way out was taken after private data and strangers' text had both come in; null: never. */
  togetherAt: string | null
}

/** What became of every session, in the order in which they began. */
export function sessionReports(
  lines: Iterable<AuditLine>,
  factsOf: (server: string, tool: string) => ToolFacts | undefined,
): SessionReport[] {
  const sessions = new Map<string, DecisionLine[]>()
  for (const line of lines) {
    if (line.kind !== 'decision') continue
    const name = JSON.stringify([line.who, line.session])
    const known = sessions.get(name)
    if (known === undefined) sessions.set(name, [line])
    else known.push(line)
  }
  return [...sessions.values()]
    .map(decisions => reportOf(decisions, factsOf))
    .sort((a, b) => (a.from < b.from ? -1 : 1))
}

const kinds: { [kind in 'private' | 'untrusted' | 'out']: readonly Capability[] } = {
  private: ['read-private', 'read-secrets'],
  untrusted: ['read-untrusted'],
  out: ['send-out', 'contact-people'],
}

function reportOf(
  lines: DecisionLine[],
  factsOf: (server: string, tool: string) => ToolFacts | undefined,
): SessionReport {
  const allowed = lines.filter(({ decision }) => decision === 'allow')
  const asked = lines.filter(({ decision }) => decision === 'ask').length
  const facts = allowed.map(line => ({ line, facts: factsOf(line.server, line.tool) }))
  const askedByHints = facts.filter(({ facts }) => facts?.askedByHints ?? true).length
  const having = (kind: keyof typeof kinds) =>
    facts.filter(({ facts }) => facts?.capabilities.some(one => kinds[kind].includes(one)))
  const [inside, strangers, out] = [having('private'), having('untrusted'), having('out')]
  const both = [inside[0]?.line.at, strangers[0]?.line.at]
  const since = both.every(at => at !== undefined) ? both.sort()[1]! : null
  return {
    session: lines[0]!.session,
    who: lines[0]!.who,
    from: lines[0]!.at,
    to: lines.at(-1)!.at,
    allowed: allowed.length,
    denied: lines.filter(({ decision }) => decision === 'deny').length,
    asked,
    denials: denialsOf(lines),
    askedByHints,
    saved: askedByHints - asked,
    private: namesOf(inside),
    untrusted: namesOf(strangers),
    out: namesOf(out),
    togetherAt: since === null ? null : (out.find(({ line }) => line.at >= since)?.line.at ?? null),
  }
}

function namesOf(calls: { line: DecisionLine }[]): string[] {
  return [...new Set(calls.map(({ line }) => `${line.server} ${line.tool}`))]
}

function denialsOf(lines: DecisionLine[]): SessionReport['denials'] {
  const counts = new Map<string, SessionReport['denials'][number]>()
  for (const { decision, server, tool, rule } of lines) {
    if (decision !== 'deny') continue
    const name = JSON.stringify([server, tool, rule])
    const known = counts.get(name) ?? { server, tool, rule, count: 0 }
    counts.set(name, { ...known, count: known.count + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}
