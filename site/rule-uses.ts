import type { ToolEntry } from './atlas.ts'
import { pathSegment } from './paths.ts'
import type { ToolFacts } from './server-facts.ts'

/** The tools of whose category, and of whose capabilities, a rule saw the strongest sign. */
export type RuleUse = { category: ToolEntry[]; capability: ToolEntry[] }
/** By the rule's id, as verdicts have it; they may be of an older classifier with other rules. */
export type RuleUses = Map<string, RuleUse>

/** Notes which rules a label rests on first. A tool counts once for a rule, however many capabilities it saw. */
export function noteRuleUses(uses: RuleUses, tool: ToolEntry, facts: ToolFacts): void {
  if (facts.categoryRule !== null) useOf(uses, facts.categoryRule).category.push(tool)
  for (const rule of facts.capabilityRules) useOf(uses, rule).capability.push(tool)
}

/** What a rule was used for; nothing, where no verdict rests on it first. */
export function ruleUse(uses: RuleUses, rule: string): RuleUse {
  return uses.get(rule) ?? { category: [], capability: [] }
}

export function rulePath(rule: string): `/${string}` {
  return `/rules/${pathSegment(rule)}/`
}

/** A few of many tools, one of each server before a second of any. */
export function fewOf(tools: ToolEntry[], most: number): ToolEntry[] {
  const servers = new Set<string>()
  const first: ToolEntry[] = []
  const later: ToolEntry[] = []
  for (const tool of tools) {
    if (first.length === most) break
    if (servers.has(tool.serverId)) later.push(tool)
    else first.push(tool)
    servers.add(tool.serverId)
  }
  return [...first, ...later].slice(0, most)
}

function useOf(uses: RuleUses, rule: string): RuleUse {
  const known = uses.get(rule)
  if (known) return known
  const fresh: RuleUse = { category: [], capability: [] }
  uses.set(rule, fresh)
  return fresh
}
