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
import { counted, plainTable } from '../output/plain-table.ts'
import { safeText } from '../output/safe-text.ts'

/** Where the log of a state is. */
export function auditFolder(folder: string | undefined): string {
  return statePlace(process.env, folder).audit
}

/** Whether the log is sound, and what is to be said about each of its lanes. */
export function verifyLog(folder: string | undefined, heads: string[]): { sound: boolean; lines: string[] } {
  const { sound, lanes, missing } = verifyAudit(auditFolder(folder), heads)
  const lines = lanes.flatMap(({ lane, files, lines, first, head, torn, unfinished, problems }) => [
    `${lane}: ${counted(lines, 'line')} in ${counted(files, 'file')}, head ${head}`,
    ...(first > 1 ? [`  ${counted(first - 1, 'older line')} went with files that were removed`] : []),
    ...(torn > 0
      ? [`  ${counted(torn, 'line')} left unfinished by a process that died; the chain goes on`]
      : []),
    ...(unfinished > 0
      ? [`  ${counted(unfinished, 'byte')} at the end of no line: a process writes there, or has just died`]
      : []),
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
  const newest = chosen.slice(Math.max(0, chosen.length - options.last))
  if (newest.length === 0) return 'The log has no such lines.'
  return plainTable(
    ['when', 'who', 'server', 'tool', 'decision', 'rule', 'arguments'],
    newest.map(line => (line.kind === 'decision' ? decisionRow(line) : eventRow(line))),
  )
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
