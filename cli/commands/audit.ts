import Table from 'cli-table3'
import {
  type AuditLine,
  csvOf,
  type DecisionLine,
  jsonLinesOf,
  linesOf,
  openTelemetryOf,
  verifyAudit,
} from '../../gateway/audit/index.ts'
import { statePlace } from '../../gateway/index.ts'
import { safeText } from '../output/safe-text.ts'

/** Where the log of a state is. */
export function auditFolder(folder: string | undefined): string {
  return statePlace(process.env, folder).audit
}

/** Whether the log is sound, and what is to be said about each of its lanes. */
export function verifyLog(folder: string | undefined, heads: string[]): { sound: boolean; lines: string[] } {
  const { sound, lanes, missing } = verifyAudit(auditFolder(folder), heads)
  const lines = lanes.flatMap(({ lane, files, lines, first, head, torn, unfinished, problems }) => [
    `${lane}: ${lines} lines in ${files} files, head ${head}`,
    ...(first > 1 ? [`  ${first - 1} older lines were removed with their files`] : []),
    ...(torn > 0 ? [`  ${torn} lines were left unfinished by a process that died; the chain goes on`] : []),
    ...(unfinished > 0 ? [`  ${unfinished} bytes at the end are no line: a process has just died`] : []),
    ...problems.map(({ file, line, message }) => `  ${file}, line ${line}: ${message}`),
  ])
  const lost = missing.map(
    head => `The head ${safeText(head, 80)} is not in the log: lines at its end are gone.`,
  )
  return { sound, lines: [...lines, ...lost, sound ? 'The log is sound.' : 'The log is NOT sound.'] }
}

export type ShowOptions = { last: number; denied: boolean; tool?: string; session?: string }

/** The newest lines that are asked for, in a table. */
export function showLog(folder: string | undefined, options: ShowOptions): string {
  const chosen: AuditLine[] = []
  for (const { line } of linesOf(auditFolder(folder))) if (isWanted(line, options)) chosen.push(line)
  chosen.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))
  const table = new Table({ head: ['when', 'who', 'server', 'tool', 'decision', 'rule', 'arguments'] })
  const newest = chosen.slice(Math.max(0, chosen.length - options.last))
  table.push(...newest.map(line => (line.kind === 'decision' ? decisionRow(line) : eventRow(line))))
  return newest.length === 0 ? 'The log has no such lines.' : table.toString()
}

function isWanted(line: AuditLine, { denied, tool, session }: ShowOptions): boolean {
  if (line.kind === 'event') return !denied && tool === undefined && session === undefined
  return (
    (!denied || line.decision === 'deny') &&
    (tool === undefined || line.tool === tool) &&
    (session === undefined || line.session === session)
  )
}

function decisionRow({ at, who, server, tool, decision, rule, keys }: DecisionLine): string[] {
  const names = keys.map(key => safeText(key, 30)).join(', ')
  return [
    at.slice(0, 19).replace('T', ' '),
    safeText(who, 20),
    safeText(server, 40),
    safeText(tool, 40),
    decision,
    safeText(rule, 40),
    safeText(names, 60),
  ]
}

function eventRow({ at, event, detail }: AuditLine & { kind: 'event' }): string[] {
  return [
    at.slice(0, 19).replace('T', ' '),
    '',
    '',
    safeText(event, 40),
    '',
    '',
    safeText(JSON.stringify(detail), 60),
  ]
}

/** The log in the format of another program, a piece at a time. */
export function exportLog(folder: string | undefined, format: 'jsonl' | 'csv' | 'otlp'): Generator<string> {
  const lines = linesOf(auditFolder(folder))
  return format === 'jsonl' ? jsonLinesOf(lines) : format === 'csv' ? csvOf(lines) : openTelemetryOf(lines)
}
