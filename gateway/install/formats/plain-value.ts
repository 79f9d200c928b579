import type { Value } from '../types.ts'

/** The same value with objects that have no prototype. What JSON does not know, such as a date, is a text. */
export function plainValue(value: unknown): Value {
  if (Array.isArray(value)) return value.map(plainValue)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value as Value
  if (value instanceof Date) return value.toString()
  const object: { [name: string]: Value } = Object.create(null)
  for (const key of Object.keys(value)) object[key] = plainValue((value as { [name: string]: unknown })[key])
  return object
}
