import type { AuditLine } from '../types.ts'

const batch = 500

/**
 * The log as OTLP in JSON, one export request of up to 500 log records in every line: what the collector's
 * file receiver reads, and what can be posted to `/v1/logs` line by line.
 */
export function* openTelemetryOf(lines: Iterable<{ lane: string; line: AuditLine }>): Generator<string> {
  let records: object[] = []
  for (const { lane, line } of lines) {
    records.push(recordOf(lane, line))
    if (records.length < batch) continue
    yield requestOf(records)
    records = []
  }
  if (records.length > 0) yield requestOf(records)
}

function requestOf(logRecords: object[]): string {
  const resource = { attributes: attributesOf({ 'service.name': 'placard-gateway' }) }
  const scopeLogs = [{ scope: { name: 'placard.audit' }, logRecords }]
  return `${JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] })}\n`
}

function recordOf(lane: string, line: AuditLine): object {
  const { severityNumber, severityText } = severityOf(line)
  const nanoseconds = String(BigInt(Date.parse(line.at)) * 1_000_000n)
  const common = {
    'placard.audit.lane': lane,
    'placard.audit.seq': line.seq,
    'placard.audit.hash': line.hash,
    'placard.audit.previous': line.previous,
  }
  return {
    ...{ timeUnixNano: nanoseconds, observedTimeUnixNano: nanoseconds, severityNumber, severityText },
    eventName: line.kind === 'decision' ? 'placard.decision' : `placard.${line.event}`,
    body: { stringValue: line.kind === 'decision' ? `${line.decision} ${line.tool}` : line.event },
    attributes: attributesOf({ ...common, ...(line.kind === 'decision' ? decision(line) : detail(line)) }),
  }
}

function decision(line: AuditLine & { kind: 'decision' }): { [name: string]: Value } {
  return {
    'gen_ai.tool.name': line.tool,
    'session.id': line.session,
    'placard.who': line.who,
    'placard.server': line.server,
    'placard.decision': line.decision,
    'placard.rule': line.rule,
    'placard.policy': line.policy,
    'placard.arguments.keys': line.keys,
    'placard.arguments.hash': line.arguments,
    ...(line.values !== undefined && { 'placard.arguments.values': line.values }),
  }
}

function detail(line: AuditLine & { kind: 'event' }): { [name: string]: Value } {
  return Object.fromEntries(
    Object.entries(line.detail ?? {}).map(([name, value]) => [`placard.${name}`, value]),
  )
}

type Value = string | number | boolean | readonly string[]

/** The numbers of OpenTelemetry: 9 is INFO, 13 is WARN. */
function severityOf(line: AuditLine): { severityNumber: number; severityText: string } {
  const quiet = line.kind === 'event' || line.decision === 'allow'
  return quiet ? { severityNumber: 9, severityText: 'INFO' } : { severityNumber: 13, severityText: 'WARN' }
}

function attributesOf(values: { [name: string]: Value }): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

function anyValue(value: Value): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { arrayValue: { values: value.map(stringValue => ({ stringValue })) } }
}
