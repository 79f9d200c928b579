import { hash } from 'node:crypto'
import { lanesOf } from './lanes.ts'
import { beginning, looksWhole } from './line.ts'
import { type LanePiece, piecesOf } from './read-lane.ts'
import type { AuditLine, AuditProblem, LaneReport } from './types.ts'

/**
 * Checks every line and that each follows the one before. Lines that were cut off the end of the whole log
 * cannot be told from lines that never were: note a head down, and look for it among the `heads` later.
 */
export function verifyAudit(folder: string, heads: readonly string[] = []): AuditReport {
  const missing = new Set(heads)
  const lanes = lanesOf(folder).map(lane => verifyLane(folder, lane, missing))
  const sound = missing.size === 0 && lanes.every(({ problems }) => problems.length === 0)
  return { sound, lanes, missing: [...missing] }
}

export type AuditReport = {
  /** Every line is as it was written, none is missing between others, and every head that was given is there. */
  sound: boolean
  lanes: LaneReport[]
  /** The heads that were given and are not in the log. */
  missing: string[]
}

function verifyLane(folder: string, lane: string, missing: Set<string>): LaneReport {
  const report: LaneReport = {
    ...{ lane, files: 0, lines: 0, first: 0, head: beginning, torn: 0, unfinished: 0, problems: [] },
  }
  let seq = 0
  let file = ''
  let strange: LanePiece | null = null
  for (const piece of piecesOf(folder, lane)) {
    if (piece.file !== file) {
      if (strange !== null) report.problems.push(strangeBytes(strange))
      strange = null
      file = piece.file
      report.files++
    }
    const line = piece.content
    if (line === null) {
      if (looksWhole(textOf(piece))) report.problems.push(changed(piece))
      strange ??= piece
      continue
    }
    const problem = chainProblem(line, seq, report.head) ?? tornProblem(line, strange, piece)
    if (problem !== null) report.problems.push({ file, line: piece.line, message: problem })
    else if (strange !== null) report.torn++
    strange = null
    if (report.lines++ === 0) report.first = line.seq
    seq = line.seq
    report.head = line.hash
    missing.delete(line.hash)
  }
  if (strange?.lastFile) report.unfinished = strange.bytes.length - strange.start
  else if (strange !== null) report.problems.push(strangeBytes(strange))
  return report
}

function textOf({ bytes, start, end }: LanePiece): string {
  return bytes.toString('utf8', start, end)
}

function changed({ file, line }: LanePiece): AuditProblem {
  return { file, line, message: 'This line was changed after the gateway had written it.' }
}

function chainProblem(line: AuditLine, seq: number, head: string): string | null {
  // Older files may have been removed, so that the first line that is left need not be the first.
  const begins = seq === 0 && (line.seq > 1 || line.previous === beginning)
  if (begins || (line.seq === seq + 1 && line.previous === head)) return null
  return `This line (number ${line.seq}) does not follow the one before it (number ${seq}): lines are missing, or were put in.`
}

/** What stands before a line that is no line has to be what the line says was left behind. */
function tornProblem(line: AuditLine, strange: LanePiece | null, piece: LanePiece): string | null {
  const torn = line.kind === 'event' && line.event === 'torn' ? (line.detail ?? {}) : null
  if (strange === null)
    return torn === null ? null : 'This line tells of bytes that a process left behind, and they are gone.'
  const bytes = piece.bytes.subarray(strange.start, piece.start - 1)
  const told = torn?.from === strange.start && torn.bytes === bytes.length
  if (told && torn.sha256 === hash('sha256', bytes)) return null
  return `${strangeBytes(strange).message} It begins in line ${strange.line}.`
}

function strangeBytes({ file, line }: LanePiece): AuditProblem {
  return { file, line, message: 'What stands here is not as the gateway wrote it.' }
}
