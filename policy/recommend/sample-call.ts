import type { Json } from '../../classifier/index.ts'
import { type ArgumentKey, everyElement, type ToolArgument } from './arguments.ts'
import type { Change, Situation } from './proposal.ts'
import { exampleHost } from './rules/address.ts'
import { capFor } from './rules/amount.ts'
import { splitModes } from './unattended.ts'

type Arguments = { [name: string]: unknown }

/** The arguments of an ordinary call of the tool, which every rule of its policy lets through. */
export function sampleArguments(situation: Situation): Arguments {
  const modes = splitModes(situation)
  const needed = situation.arguments.filter(
    argument => argument.required || isHeldToBounds(situation, argument),
  )
  const chosen = needed.map(argument => ({ keys: argument.keys, value: sampleValue(situation, argument) }))
  if (modes !== null)
    chosen.push({ keys: modes.argument.keys, value: modes.harmless[0]!.when[modes.argument.name]! })
  return withChanges(Object.create(null), chosen)
}

/** The same arguments with some set to other values. */
export function withChanges(arguments_: Arguments, changes: readonly Change[]): Arguments {
  const copy = structuredCopy(arguments_) as Arguments
  for (const { keys, value } of changes) withValue(copy, keys, value)
  return copy
}

/** A rule that requires a value refuses a call without it, optional or not. */
function isHeldToBounds({ bounds, profile, verdict }: Situation, argument: ToolArgument): boolean {
  if (profile === 'observe') return false
  const named = (list: string[] | undefined) => list !== undefined && list.length > 0
  const movesMoney = verdict.category === 'Financial' || verdict.capabilities.includes('move-money')
  return (
    (argument.kind === 'path' && named(bounds.roots)) ||
    (argument.kind === 'url' && named(bounds.hosts)) ||
    (argument.kind === 'amount' && movesMoney)
  )
}

function sampleValue(situation: Situation, argument: ToolArgument): Json {
  const { bounds } = situation
  switch (argument.kind) {
    case 'path':
      return `${(bounds.roots?.[0] ?? '/workspace').replace(/[/\\]+$/, '')}/notes.txt`
    case 'url':
      return `https://${exampleHost(bounds.hosts?.[0] ?? 'example.org')}/`
    case 'recipient':
    case 'blind-copy':
      return bounds.recipients?.[0] ?? 'person@example.org'
    case 'sql':
      return 'SELECT 1'
    case 'force':
      return false
    // So small that as many calls as the rate allows stay below the day's sum.
    case 'amount':
      return Math.floor(capFor(situation, argument) / 100)
    default:
      return argument.values[0] ?? plainValue(argument.type)
  }
}

function plainValue(type: string | null): Json {
  switch (type) {
    case 'number':
    case 'integer':
      return 1
    case 'boolean':
      return true
    case 'object':
      return {}
    case 'array':
      return []
    default:
      return 'example'
  }
}

function withValue(current: unknown, keys: readonly ArgumentKey[], value: unknown): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (key === everyElement) return [withValue(Array.isArray(current) ? current[0] : undefined, rest, value)]
  const target: Arguments = isObject(current) ? current : Object.create(null)
  target[key] = withValue(target[key], rest, value)
  return target
}

function isObject(value: unknown): value is Arguments {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// Without prototypes: the names of arguments are a stranger's.
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy)
  if (!isObject(value)) return value
  const copy: Arguments = Object.create(null)
  for (const [key, inner] of Object.entries(value)) copy[key] = structuredCopy(inner)
  return copy
}
