import { listOf } from '../evaluate/iterate.ts'
import { get } from '../evaluate/members.ts'
import type { Run } from '../evaluate/run.ts'
import { isThing, type Thing, type Value } from '../evaluate/values.ts'

type Limits = { [key: string]: unknown }
type Definition = { type: string; members: Thing; old: boolean }

/** What the checks of a schema say as JSON Schema: smallest and largest, formats, patterns. */
export function limitsOf(run: Run, { type, members }: Definition): Limits {
  const limits: Limits = {}
  const format = get(run, members, 'format')
  if (typeof format === 'string' && type === 'string') limits.format = format
  if (get(run, members, 'integer') === true || format === 'safeint') limits.type = 'integer'
  for (const check of listOf(run, get(run, members, 'checks') ?? run.realm.array([])).items)
    Object.assign(limits, limitOf(run, type, check))
  return limits
}

function limitOf(run: Run, type: string, check: Value): Limits {
  if (!isThing(check)) return {}
  const inner = get(run, check, '_zod')
  const from = isThing(inner) ? get(run, inner, 'def') : check
  const part = (name: string): Value => (isThing(from) ? get(run, from, name) : undefined)
  const kind = part('check') ?? part('kind')
  const value = part('minimum') ?? part('maximum') ?? part('value')
  const inclusive = part('inclusive') !== false
  const length = type === 'string' ? 'Length' : type === 'array' ? 'Items' : 'imum'
  switch (kind) {
    case 'min':
    case 'min_length':
    case 'greater_than':
      return number(inclusive ? `min${length}` : 'exclusiveMinimum', value)
    case 'max':
    case 'max_length':
    case 'less_than':
      return number(inclusive ? `max${length}` : 'exclusiveMaximum', value)
    case 'over':
      return number('exclusiveMinimum', value)
    case 'under':
      return number('exclusiveMaximum', value)
    case 'multipleOf':
    case 'multiple_of':
      return number('multipleOf', value)
    case 'int':
    case 'number_format':
      return { type: 'integer' }
    case 'pattern':
      return typeof value === 'string' ? { pattern: value } : {}
    default:
      return {}
  }
}

function number(name: string, value: Value): Limits {
  return typeof value === 'number' && Number.isFinite(value) ? { [name]: value } : {}
}
