import type { AuditLine } from '../types.ts'

const columns = [
  ...['lane', 'seq', 'at', 'kind', 'who', 'session', 'server', 'tool', 'decision', 'rule', 'policy', 'keys'],
  ...['arguments', 'values', 'event', 'detail', 'previous', 'hash'],
]

/** The log as CSV (RFC 4180), one line of it at a time; the first holds the names of the columns. */
export function* csvOf(lines: Iterable<{ lane: string; line: AuditLine }>): Generator<string> {
  yield `${columns.join(',')}\r\n`
  for (const { lane, line } of lines) {
    const cells = new Map<string, unknown>([['lane', lane], ...Object.entries(line)])
    yield `${columns.map(name => cell(cells.get(name))).join(',')}\r\n`
  }
}

function cell(value: unknown): string {
  if (value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // A spreadsheet would run what begins like this as a formula, and names are strangers' words.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}
