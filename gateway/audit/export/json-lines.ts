import type { AuditLine } from '../types.ts'

/** The log as JSON Lines, every line with its lane. */
export function* jsonLinesOf(lines: Iterable<{ lane: string; line: AuditLine }>): Generator<string> {
  for (const { lane, line } of lines) yield `${JSON.stringify({ lane, ...line })}\n`
}
