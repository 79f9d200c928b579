import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type AuditEntry,
  csvOf,
  jsonLinesOf,
  linesOf,
  openAudit,
  openTelemetryOf,
  sessionReports,
  type ToolFacts,
} from '../../../gateway/audit/index.ts'
import { ownFolder } from '../open-state.ts'

const folder = join(ownFolder(), 'audit')
const entry: AuditEntry = {
  ...{ who: 'grant', session: 'one', server: 'npm:mail', tool: 'send', decision: 'allow' },
  ...{ rule: '/tools/send', policy: 'sha256:one', arguments: { to: 'ada' } },
}
const formula = '=HYPERLINK("http://example.org","a,b")\nnext'
beforeAll(() => {
  const audit = openAudit({ folder, now: () => 1_800_000_000_123 })
  audit.record(entry)
  audit.record({ ...entry, tool: formula, decision: 'deny', rule: '/default' })
  audit.event({ event: 'policy-reloaded', detail: { path: '/p', files: 3, share: 0.5, ok: true } })
  audit.close()
})
const all = (texts: Iterable<string>) => [...texts].join('')

test('JSON Lines hold every line with its lane', () => {
  const lines = all(jsonLinesOf(linesOf(folder)))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines.map(({ lane, seq, kind }) => [lane, seq, kind])).toEqual([
    ['lane-1', 1, 'decision'],
    ['lane-1', 2, 'decision'],
    ['lane-1', 3, 'event'],
  ])
})

describe('CSV', () => {
  const rows = () => parseCsv(all(csvOf(linesOf(folder))))
  test('is read back as it was', () => {
    const [head, first, second, third] = rows()
    const at = (row: string[], name: string) => row[head!.indexOf(name)]
    expect([at(first!, 'tool'), at(first!, 'keys'), at(first!, 'event')]).toEqual(['send', '["to"]', ''])
    expect(at(second!, 'decision')).toBe('deny')
    expect(JSON.parse(at(third!, 'detail')!)).toEqual({ path: '/p', files: 3, share: 0.5, ok: true })
    for (const row of rows()) expect(row).toHaveLength(head!.length)
  })
  test('has no cell that a spreadsheet would run', () => {
    for (const cell of rows().flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    expect(all(csvOf(linesOf(folder)))).toContain(`"'=HYPERLINK(""http`)
  })
})

describe('OpenTelemetry', () => {
  const requests = () =>
    all(openTelemetryOf(linesOf(folder)))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
  test('holds log records as the protocol writes them in JSON', () => {
    const [request] = requests()
    const { logRecords } = request.resourceLogs[0].scopeLogs[0]
    expect(logRecords).toHaveLength(3)
    expect(logRecords[0]).toMatchObject({
      timeUnixNano: '1800000000123000000',
      severityNumber: 9,
      severityText: 'INFO',
      eventName: 'placard.decision',
      body: { stringValue: 'allow send' },
    })
    expect(logRecords[1]).toMatchObject({ severityNumber: 13, severityText: 'WARN' })
    const attributes = new Map(
      logRecords[0].attributes.map(({ key, value }: { key: string; value: object }) => [key, value]),
    )
    expect(attributes.get('gen_ai.tool.name')).toEqual({ stringValue: 'send' })
    expect(attributes.get('placard.audit.seq')).toEqual({ intValue: '1' })
    expect(attributes.get('placard.arguments.keys')).toEqual({
      arrayValue: { values: [{ stringValue: 'to' }] },
    })
    const event = new Map(
      logRecords[2].attributes.map(({ key, value }: { key: string; value: object }) => [key, value]),
    )
    expect(event.get('placard.share')).toEqual({ doubleValue: 0.5 })
    expect(event.get('placard.ok')).toEqual({ boolValue: true })
  })
  test('comes in requests of bounded size', () => {
    const { line } = [...linesOf(folder)][0]!
    const many = Array.from({ length: 1_201 }, () => ({ lane: 'lane-1', line }))
    const sizes = all(openTelemetryOf(many))
      .trimEnd()
      .split('\n')
      .map(text => JSON.parse(text).resourceLogs[0].scopeLogs[0].logRecords.length)
    expect(sizes).toEqual([500, 500, 201])
  })
})

describe('the report of a session', () => {
  const facts = new Map<string, ToolFacts>([
    ['read_inbox', { capabilities: ['read-private', 'read-untrusted'], askedByHints: true }],
    ['fetch', { capabilities: ['read-untrusted'], askedByHints: false }],
    ['send', { capabilities: ['send-out'], askedByHints: true }],
    ['list', { capabilities: [], askedByHints: false }],
  ])
  let count = 0
  const report = (calls: [tool: string, decision: AuditEntry['decision'], session?: string][]) => {
    const place = join(folder, `report-${++count}`)
    let now = 1_800_000_000_000
    const audit = openAudit({ folder: place, now: () => now++ })
    for (const [tool, decision, session = 'one'] of calls) audit.record({ ...entry, tool, decision, session })
    audit.close()
    return sessionReports(
      [...linesOf(place)].map(({ line }) => line),
      (_server, tool) => facts.get(tool),
    )
  }
  test('counts calls, denials and questions', () => {
    const [one, two] = report([
      ['list', 'allow'],
      ['send', 'ask'],
      ['send', 'allow'],
      ['send', 'deny'],
      ['send', 'deny'],
      ['unknown', 'allow'],
      ['list', 'allow', 'two'],
    ])
    expect(one).toMatchObject({ session: 'one', allowed: 3, denied: 2, asked: 1, askedByHints: 2, saved: 1 })
    expect(one!.denials).toEqual([{ server: 'npm:mail', tool: 'send', rule: '/tools/send', count: 2 }])
    expect(two).toMatchObject({ session: 'two', allowed: 1, denied: 0, saved: 0, togetherAt: null })
  })
  test('tells when private data, strangers’ text and a way out came together, in that order', () => {
    const together = (...calls: [string, AuditEntry['decision']][]) => report(calls)[0]!.togetherAt
    expect(together(['read_inbox', 'allow'], ['send', 'allow'])).toBe('2027-01-15T08:00:00.001Z')
    expect(together(['send', 'allow'], ['read_inbox', 'allow'])).toBeNull()
    expect(together(['read_inbox', 'allow'], ['send', 'deny'])).toBeNull()
    expect(together(['read_inbox', 'deny'], ['send', 'allow'])).toBeNull()
    expect(together(['fetch', 'allow'], ['send', 'allow'])).toBeNull()
    expect(
      together(['fetch', 'allow'], ['list', 'allow'], ['read_inbox', 'allow'], ['send', 'allow']),
    ).not.toBeNull()
  })
})

/** RFC 4180, by the book. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/g)) {
    if (quoted === undefined && plain === '' && end === '') break
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
  }
  return rows.filter(row => row.length > 0)
}
