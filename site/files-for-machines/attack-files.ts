import { attackPatterns } from '../../policy/index.ts'
import type { Atlas } from '../atlas.ts'
import type { Write } from '../build/output.ts'
import { patternPath } from '../lists.ts'

/** More than this are counted, and found by their capabilities. */
const mostTools = 500

/**
 * Writes every attack pattern with what it needs and what answers it, and how many tools here make it possible: all in
 * one file, and each beside its page with the gravest of those tools.
 */
export function writeAttackFiles({ tally }: Pick<Atlas, 'tally'>, write: Write): void {
  const patterns = attackPatterns.map(({ incidents, ...pattern }) => ({
    ...pattern,
    incidents: incidents.map(({ id }) => id),
    tools: tally.byPattern.get(pattern.id)?.length ?? 0,
  }))
  write('/attacks/attacks.json', `${JSON.stringify(patterns, null, 1)}\n`)
  for (const { tools: total, ...pattern } of patterns) {
    const tools = (tally.byPattern.get(pattern.id) ?? [])
      .slice(0, mostTools)
      .map(({ serverId, name, path, label }) => ({ server: serverId, name, path, ...label }))
    write(`${patternPath(pattern.id)}pattern.json`, `${JSON.stringify({ ...pattern, total, tools })}\n`)
  }
}
