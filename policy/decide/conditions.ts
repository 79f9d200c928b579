import type { Condition } from '../types.ts'
import { type Found, findValues } from './find-values.ts'
import { compare, type SqlReader } from './operators.ts'
import { all, any, type Truth } from './truth.ts'

/** Whether every value at the path meets the condition: what `require` asks. A missing value does not. */
export function holdsForAll(arguments_: object, condition: Condition, readsOnly?: SqlReader): Truth {
  const found = findValues(arguments_, condition.path)
  if (found.unclear) return null
  if (condition.op === 'exists') return existence(found, condition.value)
  if (found.missing) return false
  return all(found.values.map(value => compare(value, condition, readsOnly)))
}

/** Whether some value at the path meets the condition: what `deny_if` asks. A missing value does not. */
export function holdsForAny(arguments_: object, condition: Condition, readsOnly?: SqlReader): Truth {
  const found = findValues(arguments_, condition.path)
  if (condition.op === 'exists') return found.unclear ? null : existence(found, condition.value)
  const truth = any(found.values.map(value => compare(value, condition, readsOnly)))
  return truth === false && found.unclear ? null : truth
}

/** The same for `when` of an approval, where a missing value is a reason to ask. */
export function mayHold(arguments_: object, condition: Condition, readsOnly?: SqlReader): boolean {
  if (condition.op !== 'exists' && findValues(arguments_, condition.path).missing) return true
  return holdsForAny(arguments_, condition, readsOnly) !== false
}

function existence(found: Found, expected: boolean): boolean {
  return expected ? found.values.length > 0 : found.values.length === 0
}
