import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type AppendFile, appendFile } from './append-file.ts'
import { auditKey } from './audit-key.ts'
import { decisionText } from './decision-text.ts'
import { eventText } from './event-text.ts'
import { findEnd } from './find-end.ts'
import { fileName, filesOf, takeLane } from './lanes.ts'
import { sealLine } from './line.ts'
import type { Audit, AuditOptions } from './types.ts'

/**
 * Opens the log and goes on with its chain. A line is handed to the system in one piece before its call is
 * forwarded, so that it outlives the process; the disk is told to keep it within a second.
 */
export function openAudit(options: AuditOptions): Audit {
  const { folder, rotateAt = 16 * 2 ** 20, keep = Number.POSITIVE_INFINITY, values = false } = options
  const { now = Date.now } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const key = auditKey(folder)
  const { lane, lock } = takeLane(folder)
  const end = findEnd(folder, lane)
  let { seq, hash } = end
  let number = Math.max(1, end.file)
  let file: AppendFile = appendFile(join(folder, lane, fileName(number)))

  const decision = decisionText(key, values)
  const write = (content: string, behindTorn = false) => {
    const at = new Date(now()).toISOString()
    const sealed = sealLine({ seq: seq + 1, at, previous: hash }, content)
    if (behindTorn) file.append(Buffer.concat([lineEnd, sealed.bytes], 1 + sealed.length))
    else {
      if (file.size() > 0 && file.size() + sealed.length > rotateAt) rotate()
      file.append(sealed.bytes, sealed.length)
    }
    seq++
    hash = sealed.hash
  }
  const rotate = () => {
    const full = file
    file = appendFile(join(folder, lane, fileName(number + 1)))
    number++
    full.close()
    for (const name of filesOf(folder, lane).slice(0, -keep)) rmSync(join(folder, lane, name))
  }
  // The chain says itself what stands between its lines.
  if (end.torn !== null) write(eventText({ event: 'torn', detail: end.torn }), true)
  else if (end.unended) file.append(lineEnd)
  const flushing = setInterval(() => file.flush(), 1_000).unref()
  return {
    record: entry => write(decision(entry)),
    event: event => write(eventText(event)),
    close: () => {
      clearInterval(flushing)
      file.close()
      lock.free()
    },
  }
}

const lineEnd = Buffer.from('\n')
