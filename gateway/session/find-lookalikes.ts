import type { Policy, ToolPolicy } from '../../policy/index.ts'
import { isObject } from '../protocol/era.ts'
import { fold } from '../protocol/fold.ts'
import type { Inventory } from './inventory.ts'

/**
 * What is wrong with a name that a less exact server could take for one that the policy speaks of; null where
 * nothing is.
 */
export function findLookalikeName(tool: string, policy: Policy, inventory: Inventory): string | null {
  if (inventory.find(tool) !== undefined || policy.tools.has(tool)) return null
  const spoken = [...policy.tools.keys(), ...(policy.hide ?? [])]
  const folded = fold(tool)
  if (!inventory.hasLookalike(tool) && !spoken.some(name => name !== tool && fold(name) === folded))
    return null
  return 'The name of the tool is not spelt as the server or the policy spells it.'
}

/**
 * The same for the arguments that the policy's conditions look at: a server that reads `Path` as `path` must
 * not be given what the policy has not seen.
 */
export function findLookalikeArgument(arguments_: unknown, rules: ToolPolicy | undefined): string | null {
  for (const path of rules === undefined ? [] : pathsOf(rules))
    if (isMisspelt(arguments_, namesIn(path)))
      return `An argument is spelt almost, but not exactly, like ${path}.`
  return null
}

function pathsOf({ require = [], deny_if = [], limits = [], approval }: ToolPolicy): Set<string> {
  const conditions = [...require, ...deny_if].flatMap(rule => rule.conditions)
  return new Set([
    ...[...conditions, ...(approval?.when ?? [])].map(({ path }) => path),
    ...limits.flatMap(({ sum }) => (sum === undefined ? [] : [sum])),
  ])
}

/** The keys on the way; places in a list are passed by. */
function namesIn(path: string): string[] {
  return [...path.matchAll(step)].flatMap(([, name, quoted]) => {
    if (name !== undefined) return [name]
    return quoted === undefined ? [] : [JSON.parse(quoted) as string]
  })
}

const step = /\.([A-Za-z_$][A-Za-z0-9_$-]*)|\[(?:\*|\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gu

function isMisspelt(value: unknown, [name, ...rest]: string[]): boolean {
  if (name === undefined) return false
  if (Array.isArray(value)) return value.some(element => isMisspelt(element, [name, ...rest]))
  if (!isObject(value)) return false
  const folded = fold(name)
  for (const key of Object.keys(value)) if (key !== name && fold(key) === folded) return true
  return Object.hasOwn(value, name) && isMisspelt(value[name], rest)
}
