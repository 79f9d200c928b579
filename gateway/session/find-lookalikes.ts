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
  for (const { path, names } of rules === undefined ? [] : pathsOf(rules))
    if (isMisspelt(arguments_, names, 0)) return `An argument is spelt almost, but not exactly, like ${path}.`
  return null
}

type Path = { path: string; names: string[] }
const known = new WeakMap<ToolPolicy, Path[]>()

function pathsOf(rules: ToolPolicy): Path[] {
  let paths = known.get(rules)
  if (paths === undefined) {
    const { require = [], deny_if = [], limits = [], approval } = rules
    const conditions = [...require, ...deny_if].flatMap(rule => rule.conditions)
    const all = new Set([
      ...[...conditions, ...(approval?.when ?? [])].map(({ path }) => path),
      ...limits.flatMap(({ sum }) => (sum === undefined ? [] : [sum])),
    ])
    paths = [...all].map(path => ({ path, names: namesIn(path) }))
    known.set(rules, paths)
  }
  return paths
}

/** The keys on the way; places in a list are passed by. */
function namesIn(path: string): string[] {
  return [...path.matchAll(step)].flatMap(([, name, quoted]) => {
    if (name !== undefined) return [name]
    return quoted === undefined ? [] : [JSON.parse(quoted) as string]
  })
}

const step = /\.([A-Za-z_$][A-Za-z0-9_$-]*)|\[(?:\*|\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gu

function isMisspelt(value: unknown, names: string[], index: number): boolean {
  const name = names[index]
  if (name === undefined) return false
  if (Array.isArray(value)) return value.some(element => isMisspelt(element, names, index))
  if (!isObject(value)) return false
  const folded = fold(name)
  for (const key of Object.keys(value)) if (key !== name && fold(key) === folded) return true
  return Object.hasOwn(value, name) && isMisspelt(value[name], names, index + 1)
}
