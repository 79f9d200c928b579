import type { ToolDefinition } from '../../../classifier/index.ts'
import type { Condition } from '../../types.ts'
import type { Bound } from '../plan.ts'
import { cedarContains, cedarString, fitsCedar } from './cedar-text.ts'

/** How one product hands the arguments of a call to Cedar. */
export type CedarArguments = {
  /** That the argument is there, as a value that Cedar can compare. */
  has: (name: string) => string
  /** That it is left out. */
  lacks: (name: string) => string
  value: (name: string) => string
  /** What else has to hold before an argument may be looked at. */
  guard?: string
  types: readonly ArgumentType[]
}
export type ArgumentType = 'string' | 'integer' | 'boolean'

/**
 * A `require` or `deny_if` as a condition of a `permit`, null where Cedar cannot say it. Never a `forbid`: an
 * error in a `permit` denies, and one in a `forbid` would let the call through. Only arguments at the top,
 * whose definition gives them exactly one type, for Cedar compares no others without an error.
 */
export function cedarCondition(
  bound: Bound,
  definition: ToolDefinition | undefined,
  access: CedarArguments,
): string | null {
  if (bound.kind !== 'require' && bound.kind !== 'deny_if') return null
  const required = bound.kind === 'require'
  const parts = bound.rule.conditions.map(condition => {
    const argument = argumentOf(condition.path, definition, access.types)
    if (argument === null) return null
    return required ? holds(condition, argument, access) : fails(condition, argument, access)
  })
  if (parts.includes(null)) return null
  const text =
    parts.length === 1 ? parts[0]! : parts.map(part => `(${part})`).join(required ? ' && ' : ' || ')
  return access.guard === undefined ? text : `${access.guard} && (${text})`
}

type Argument = { name: string; type: ArgumentType }

function argumentOf(
  path: string,
  definition: ToolDefinition | undefined,
  types: readonly ArgumentType[],
): Argument | null {
  const [, plainName, quoted] = /^args(?:\.([A-Za-z_$][\w$-]*)|\[("(?:[^"\\]|\\.)*")\])$/.exec(path) ?? []
  const name = plainName ?? (quoted === undefined ? undefined : (JSON.parse(quoted) as string))
  const properties = definition?.inputSchema?.properties
  if (name === undefined || !fitsCedar(name) || !isObject(properties)) return null
  const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
  const type = isObject(schema) ? types.find(type => type === schema.type) : undefined
  return type === undefined ? null : { name, type }
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** That the argument is there and meets the condition. */
function holds(condition: Condition, argument: Argument, access: CedarArguments): string | null {
  if (condition.op === 'exists')
    return condition.value ? access.has(argument.name) : access.lacks(argument.name)
  const comparison = compares(condition, argument, access, true)
  return comparison && `${access.has(argument.name)} && ${comparison}`
}

/** That the argument is left out, or does not meet the condition. */
function fails(condition: Condition, argument: Argument, access: CedarArguments): string | null {
  if (condition.op === 'exists')
    return condition.value ? access.lacks(argument.name) : access.has(argument.name)
  const comparison = compares(condition, argument, access, false)
  return comparison && `${access.lacks(argument.name)} || (${access.has(argument.name)} && ${comparison})`
}

/** A comparison, or its contrary, that is an error for a value of another type. */
function compares(
  condition: Condition,
  { name, type }: Argument,
  { value }: CedarArguments,
  wanted: boolean,
): string | null {
  const left = value(name)
  const all = condition.op === 'in' || condition.op === 'not_in' ? condition.value : [condition.value]
  const literals = all.map(item => literal(item, type))
  if (literals.includes(null)) return null
  const [right] = literals
  const be = (comparison: string) =>
    wanted ? `${typed(left, type)} && ${comparison}` : `${typed(left, type)} && !(${comparison})`
  switch (condition.op) {
    case 'eq':
      return be(`${left} == ${right}`)
    case 'neq':
      return be(`${left} != ${right}`)
    case 'in':
      return be(`[${literals.join(', ')}].contains(${left})`)
    case 'not_in':
      return be(`!([${literals.join(', ')}].contains(${left}))`)
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return type === 'integer' ? be(`${left} ${signs[condition.op]} ${right}`) : null
    case 'contains':
      return type === 'string' && typeof condition.value === 'string'
        ? be(`${left} like ${cedarContains(condition.value)}`)
        : null
    default:
      return null
  }
}

const signs = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

/** True for every value of the type, and an error for any other: `==` alone would only be false. */
function typed(left: string, type: ArgumentType): string {
  if (type === 'string') return `${left} like "*"`
  return type === 'integer' ? `${left} <= ${Number.MAX_SAFE_INTEGER}` : `(${left} || true)`
}

function literal(value: unknown, type: ArgumentType): string | null {
  if (type === 'string') return typeof value === 'string' && fitsCedar(value) ? cedarString(value) : null
  if (type === 'boolean') return typeof value === 'boolean' ? String(value) : null
  return Number.isSafeInteger(value) ? String(value) : null
}
