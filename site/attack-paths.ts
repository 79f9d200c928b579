import type { Capability } from '../classifier/index.ts'
import { type AttackPattern, attackPatterns } from '../policy/index.ts'
import { hasPower, type Powers } from './powers.ts'

/** A way of abuse that needs several powers, all of which one server's tools have between them. */
export type AttackPath<Tool> = {
  pattern: AttackPattern
  /** One step for each capability, in the order in which the pattern names them, with the tools that have it. */
  steps: { capability: Capability; tools: Tool[] }[]
}

/** Every such way, those with the most steps first. */
export function attackPathsAmong<Tool extends { powers: Powers }>(
  tools: readonly Tool[],
): AttackPath<Tool>[] {
  const all = tools.reduce((powers, tool) => powers | tool.powers, 0)
  return waysOfMany
    .flatMap(({ pattern, ways }) => {
      const way = ways.find(needed => needed.every(capability => hasPower(all, capability)))
      return way === undefined ? [] : [{ pattern, steps: way.map(capability => stepOf(capability, tools)) }]
    })
    .sort((a, b) => b.steps.length - a.steps.length)
}

/** The patterns that need several capabilities, which several tools may hold between them, and each way they can be had. */
const waysOfMany = attackPatterns.flatMap(pattern => {
  const ways = pattern.enabledBy.flatMap(({ capabilities = [], spread, findings, categories, ...rest }) =>
    spread && capabilities.length > 1 && !findings && !categories && !rest.arguments ? [capabilities] : [],
  )
  return ways.length === 0 ? [] : [{ pattern, ways }]
})

function stepOf<Tool extends { powers: Powers }>(capability: Capability, tools: readonly Tool[]) {
  return { capability, tools: tools.filter(tool => hasPower(tool.powers, capability)) }
}
