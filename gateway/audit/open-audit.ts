import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type AppendFile, appendFile } from './append-file.ts'
import { auditKey, sealArguments } from './audit-key.ts'
import { findEnd } from './find-end.ts'
import { fileName, filesOf, takeLane } from './lanes.ts'
import { sealLine } from './line.ts'
import type { Audit, AuditEntry, AuditEvent, AuditLine, AuditOptions } from './types.ts'

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

  const write = (content: Content, before = '') => {
    const line = { seq: seq + 1, at: new Date(now()).toISOString(), ...content, previous: hash }
    const sealed = sealLine(line as Omit<AuditLine, 'hash'>)
    if (file.size() > 0 && before === '' && file.size() + sealed.text.length > rotateAt) rotate()
    file.append(before + sealed.text)
    seq = line.seq
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
  if (end.torn !== null) write({ kind: 'event', event: 'torn', detail: end.torn }, '\n')
  else if (end.unended) file.append('\n')
  const flushing = setInterval(() => file.flush(), 1_000).unref()
  return {
    record: entry => write(decisionLine(entry, key, values)),
    event: event => write(eventLine(event)),
    close: () => {
      clearInterval(flushing)
      file.close()
      lock.free()
    },
  }
}

type Content = { kind: AuditLine['kind'] } & { [name: string]: unknown }

/** Longer names and texts are cut, for an agent could fill the disk with them. */
const longest = { name: 256, keys: 64, text: 1_024, values: 65_536 }

function decisionLine(entry: AuditEntry, key: Buffer, values: boolean): Content {
  const { who, session, server, tool, decision, rule, policy } = entry
  const { seal, text } = sealArguments(key, entry.arguments)
  return {
    kind: 'decision',
    who: cut(who, longest.name),
    session: cut(session, longest.name),
    server: cut(server, longest.name),
    tool: cut(tool, longest.name),
    decision,
    rule: cut(rule, longest.text),
    policy: cut(policy, longest.name),
    keys: keysOf(entry.arguments),
    arguments: seal,
    ...(values && { values: cut(text, longest.values) }),
  }
}

function keysOf(arguments_: unknown): string[] {
  if (typeof arguments_ !== 'object' || arguments_ === null) return []
  const keys = Object.keys(arguments_).sort()
  const more = keys.length > longest.keys ? [`… ${keys.length - longest.keys} more`] : []
  return [...keys.slice(0, longest.keys).map(name => cut(name, longest.name)), ...more]
}

function eventLine({ event, detail = {} }: AuditEvent): Content {
  const cuts = Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === 'string' ? cut(value, longest.text) : value,
  ])
  return { kind: 'event', event: cut(event, longest.name), detail: Object.fromEntries(cuts) }
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`
}
