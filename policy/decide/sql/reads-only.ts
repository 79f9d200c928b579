import { harmlessFunctions } from './harmless-functions.ts'
import { harmlessFields, harmlessNodes, harmlessOperators } from './harmless-syntax.ts'

/** What may stand at the top: a query, its plan, and the lists of tables and columns. */
const readingStatements = new Set([
  'Query',
  'Explain',
  'ExplainTable',
  'ShowTables',
  'ShowColumns',
  'ShowDatabases',
])
/** Words, places and types: texts and numbers of which nothing is run. */
const inertFields = new Set(['span', 'data_type', 'Identifier', 'quote_style'])

/**
 * Whether a parsed text (sqlparser-rs, as JSON) is one statement that only reads. Every part of it has to be
 * known to be harmless; a view, a function that replaces a built-in one, or a trigger on reading cannot be seen.
 */
export function readsOnly(statements: unknown): boolean {
  if (!Array.isArray(statements) || statements.length !== 1 || !isNode(statements[0])) return false
  const kinds = Object.keys(statements[0])
  return kinds.length === 1 && readingStatements.has(kinds[0]!) && isHarmless(statements[0])
}

type Node = { [field: string]: unknown }

function isHarmless(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isHarmless)
  if (!isNode(value)) return true
  if (isCall(value) && !isHarmlessCall(value)) return false
  return Object.entries(value).every(([field, inner]) => isHarmlessField(field, inner))
}

function isHarmlessField(field: string, inner: unknown): boolean {
  if (inertFields.has(field) || field.endsWith('_token') || isEmpty(inner)) return true
  if (field === 'op') return typeof inner === 'string' && harmlessOperators.has(inner)
  const known = /^[A-Z]/.test(field) ? harmlessNodes.has(field) : harmlessFields.has(field)
  return known && isHarmless(inner)
}

function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0)
  )
}

/** A function, or a table that is given arguments and so is one. */
function isCall(node: Node): boolean {
  return Array.isArray(node.name) && node.args !== undefined && node.args !== null
}

function isHarmlessCall({ name }: Node): boolean {
  const words = (name as Node[]).map(part => {
    const { Identifier: word } = part as { Identifier?: { value?: unknown } }
    return typeof word?.value === 'string' ? word.value.toLowerCase() : ''
  })
  const bare = words.length === 2 && words[0] === 'pg_catalog' ? words.slice(1) : words
  return bare.length === 1 && harmlessFunctions.has(bare[0]!)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
