import { linearPattern } from '../linear-pattern.ts'
import type { Condition, Operator, SqlDialect } from '../types.ts'
import { isHostIn } from './host-in.ts'
import { any, type Truth } from './truth.ts'
import { isUnder } from './under.ts'

/** Whether a statement is proven to do nothing but read; `loadSqlReader` brings one. */
export type SqlReader = (statement: string, dialect: SqlDialect) => boolean

type Expected<Op extends Operator> = Extract<Condition, { op: Op }>['value']
type Compare<Op extends Operator> = (value: unknown, expected: Expected<Op>, readsOnly?: SqlReader) => Truth

/** Matching takes time in proportion to the text; a longer one is nobody's file name or address. */
const longestText = 100_000

/** Compares one value that stands in the arguments; null where the two cannot be compared. */
export function compare(value: unknown, condition: Condition, readsOnly?: SqlReader): Truth {
  return (operators[condition.op] as Compare<Operator>)(value, condition.value, readsOnly)
}

const operators: { [Op in Operator]: Compare<Op> } = {
  eq: (value, expected) => (isScalar(value) ? value === expected : null),
  neq: (value, expected) => (isScalar(value) ? value !== expected : null),
  lt: (value, expected) => (isNumber(value) ? value < expected : null),
  lte: (value, expected) => (isNumber(value) ? value <= expected : null),
  gt: (value, expected) => (isNumber(value) ? value > expected : null),
  gte: (value, expected) => (isNumber(value) ? value >= expected : null),
  in: (value, expected) => (isScalar(value) ? expected.includes(value) : null),
  not_in: (value, expected) => (isScalar(value) ? !expected.includes(value) : null),
  exists: (_value, expected) => expected,
  regex: (value, expected) => (isText(value) ? (linearPattern(expected)?.test(value) ?? null) : null),
  contains,
  under: (value, expected) => (isText(value) ? any(expected.map(root => isUnder(value, root))) : null),
  host_in: (value, expected) => (isText(value) ? isHostIn(value, expected) : null),
  sql_reads_only: (value, dialect, readsOnly) =>
    isText(value) && readsOnly !== undefined ? readsOnly(value, dialect) : null,
}

function contains(value: unknown, expected: Expected<'contains'>): Truth {
  if (Array.isArray(value))
    return any(value.map(element => (isScalar(element) ? element === expected : null)))
  return isText(value) && typeof expected === 'string' ? value.includes(expected) : null
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'boolean' || isNumber(value)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText
}
