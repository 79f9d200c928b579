import type { Run } from './run.ts'
import { is, type Value } from './values.ts'

/** Whether a value counts as true; null where that is not known. */
export function truth(run: Run, value: Value): boolean | null {
  if (is(value, 'external')) return value.path.endsWith('{}') ? true : null
  if (is(value, 'list'))
    return value.items.length > 0 ? true : value.open ? null : !run.language.isFalse(value)
  if (is(value, 'dict'))
    return value.entries.size > 0 ? true : value.open ? null : !run.language.isFalse(value)
  return !run.language.isFalse(value)
}
