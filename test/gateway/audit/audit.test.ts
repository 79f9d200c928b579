import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type AuditEntry,
  type AuditOptions,
  type DecisionLine,
  linesOf,
  openAudit,
  verifyAudit,
} from '../../../gateway/audit/index.ts'
import { ownFolder } from '../open-state.ts'

const root = ownFolder()
let count = 0
let folder: string
beforeEach(() => {
  folder = join(root, String(++count))
})
const entry: AuditEntry = {
  ...{ who: 'grant', session: 'session', server: 'npm:mail', tool: 'send', decision: 'allow' },
  ...{
    rule: '/tools/send',
    policy: 'sha256:one',
    arguments: { to: 'ada@example.org', body: 'secret words' },
  },
}
/** Writes so many lines and closes the log. */
const write = (lines: number, options: Partial<AuditOptions> = {}, change: Partial<AuditEntry> = {}) => {
  const audit = openAudit({ folder, ...options })
  for (let index = 0; index < lines; index++) audit.record({ ...entry, ...change })
  audit.close()
}
const files = () => readdirSync(join(folder, 'lane-1')).filter(name => name.endsWith('.jsonl'))
const file = (name = files().at(-1)!) => join(folder, 'lane-1', name)
const decisions = () => [...linesOf(folder)].map(({ line }) => line as DecisionLine)

describe('a line', () => {
  test('says who called what, and what was decided, and no values', () => {
    write(1, { now: () => 1_800_000_000_000 })
    const [line] = decisions()
    expect(line).toMatchObject({
      ...{ seq: 1, at: '2027-01-15T08:00:00.000Z', kind: 'decision', who: 'grant', session: 'session' },
      ...{ server: 'npm:mail', tool: 'send', decision: 'allow', rule: '/tools/send', policy: 'sha256:one' },
      ...{ keys: ['body', 'to'], previous: '0'.repeat(64) },
    })
    expect(line!.arguments).toMatch(/^hmac-sha256:[0-9a-f]{64}$/)
    const text = readFileSync(file(), 'utf8')
    expect(text).not.toMatch(/secret|example\.org/)
    expect(text.split('\n')).toHaveLength(2)
  })

  test('has the same hash for the same arguments, and another in another log', () => {
    write(1)
    write(1, {}, { arguments: { body: 'secret words', to: 'ada@example.org' } })
    write(1, {}, { arguments: { to: 'bob@example.org', body: 'secret words' } })
    const here = decisions().map(line => line.arguments)
    expect(here[1]).toBe(here[0])
    expect(here[2]).not.toBe(here[0])
    folder = join(root, String(++count))
    write(1)
    expect(decisions()[0]!.arguments).not.toBe(here[0])
  })

  test('holds the values where they are asked for', () => {
    write(1, { values: true })
    expect(decisions()[0]!.values).toBe('{"body":"secret words","to":"ada@example.org"}')
  })

  test('is one line whatever strangers say, and not a long one', { timeout: 60_000 }, () => {
    const evil = `a\n{"seq":1}\r\u2028\u0000"\\${'x'.repeat(100_000)}`
    const many = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`${index}\n${'x'.repeat(500)}`, index]),
    )
    write(1, { values: true }, { tool: evil, server: evil, session: evil, rule: evil, arguments: many })
    const text = readFileSync(file(), 'utf8')
    expect(text.split('\n')).toHaveLength(2)
    expect(text.length).toBeLessThan(200_000)
    expect(verifyAudit(folder).sound).toBe(true)
    expect(decisions()[0]!.keys.at(-1)).toBe('… 4936 more')
  })

  test('can hold an event', () => {
    const audit = openAudit({ folder })
    audit.event({ event: 'policy-reloaded', detail: { path: '/p.json', __proto__: 1, ok: true } })
    audit.close()
    expect([...linesOf(folder)][0]!.line).toMatchObject({ kind: 'event', event: 'policy-reloaded', seq: 1 })
  })
})

describe('the log', () => {
  test('is for its owner only', () => {
    write(1)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    for (const path of [file(), join(folder, 'key')]) expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('goes on with its chain after a restart', () => {
    for (let again = 0; again < 3; again++) write(2)
    expect(decisions().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(verifyAudit(folder)).toMatchObject({ sound: true, lanes: [{ lines: 6, files: 1, torn: 0 }] })
  })

  test('begins a new file when one is large, within one chain', () => {
    write(10, { rotateAt: 1_500 })
    write(10, { rotateAt: 1_500 })
    expect(files().length).toBeGreaterThan(5)
    for (const name of files()) expect(statSync(file(name)).size).toBeLessThanOrEqual(1_500)
    expect(verifyAudit(folder)).toMatchObject({ sound: true, lanes: [{ lines: 20, first: 1 }] })
  })

  test('keeps as many files as it is told, and says where it begins', () => {
    write(30, { rotateAt: 1_500, keep: 3 })
    expect(files()).toHaveLength(3)
    const { sound, lanes } = verifyAudit(folder)
    expect(sound).toBe(true)
    expect(lanes[0]!.first).toBe(30 - lanes[0]!.lines + 1)
  })

  test('has a lane for every process that writes at the same time', () => {
    const [one, other] = [openAudit({ folder }), openAudit({ folder })]
    for (let index = 0; index < 5; index++) {
      one.record(entry)
      other.record(entry)
    }
    one.close()
    other.close()
    write(1)
    expect(verifyAudit(folder)).toMatchObject({
      sound: true,
      lanes: [
        { lane: 'lane-1', lines: 6 },
        { lane: 'lane-2', lines: 5 },
      ],
    })
  })

  test('has one key, also where many make it at once', () => {
    const opened = Array.from({ length: 8 }, () => openAudit({ folder }))
    for (const audit of opened) {
      audit.record(entry)
      audit.close()
    }
    expect(new Set(decisions().map(line => line.arguments)).size).toBe(1)
    expect(readdirSync(folder).filter(name => name.startsWith('key'))).toEqual(['key'])
  })
})

describe('a process that dies while it writes', () => {
  const whole = () => readFileSync(file())

  test('leaves a line that is recognised, wherever it was torn, and the chain goes on', {
    timeout: 60_000,
  }, () => {
    write(3)
    const bytes = whole()
    const start = bytes.lastIndexOf(10, bytes.length - 2) + 1
    const lane = join(folder, 'lane-1')
    for (let end = start; end <= bytes.length; end++) {
      writeFileSync(file(), bytes.subarray(0, end))
      write(1)
      const { sound, lanes } = verifyAudit(folder)
      const isWhole = end >= bytes.length - 1
      expect([end, sound, lanes[0]!.problems]).toEqual([end, true, []])
      expect(lanes[0]!.torn).toBe(isWhole || end === start ? 0 : 1)
      const kept = decisions().filter(({ kind }) => kind === 'decision')
      expect(kept).toHaveLength(isWhole ? 4 : 3)
    }
    expect(readdirSync(lane)).toContain('lock')
  })

  test('again and again, also while it tells of the last time, loses nothing but that', () => {
    write(2)
    for (let again = 1; again <= 5; again++) {
      truncateSync(file(), whole().length - 40)
      write(0)
      truncateSync(file(), whole().length - 30 - again)
      write(1)
    }
    const { sound, lanes } = verifyAudit(folder)
    expect(lanes[0]!.problems).toEqual([])
    expect(sound).toBe(true)
    expect(lanes[0]!.torn).toBeGreaterThanOrEqual(5)
  })

  test('right after it began a file leaves an empty one, or a part of its first line', () => {
    write(10, { rotateAt: 1_500 })
    const next = join(folder, 'lane-1', `${String(files().length + 1).padStart(6, '0')}.jsonl`)
    for (const text of ['', '{"seq":11,"at":"20']) {
      writeFileSync(next, text)
      write(1, { rotateAt: 1_500 })
      expect(verifyAudit(folder).lanes[0]!.problems).toEqual([])
      writeFileSync(next, '')
    }
  })

  test('leaves zeros where the power went, and the chain goes on behind them', () => {
    write(2)
    appendFileSync(file(), Buffer.alloc(4_096))
    write(1)
    expect(verifyAudit(folder)).toMatchObject({ sound: true, lanes: [{ lines: 4, torn: 1 }] })
  })

  test('is told by who looks before anybody has gone on', () => {
    write(2)
    truncateSync(file(), whole().length - 10)
    const { sound, lanes } = verifyAudit(folder)
    expect(sound).toBe(true)
    expect(lanes[0]!.unfinished).toBeGreaterThan(100)
  })
})

describe('somebody who changes the log is found out', () => {
  const lines = () => readFileSync(file(), 'utf8').split('\n')
  const put = (changed: string[]) => writeFileSync(file(), changed.join('\n'))
  const message = () => {
    const { sound, lanes } = verifyAudit(folder)
    expect(sound).toBe(false)
    return lanes[0]!.problems.map(({ line, message }) => `${line}: ${message}`).join('\n')
  }
  beforeEach(() => write(6))

  test('by a changed word', () => {
    put(lines().map((line, index) => (index === 2 ? line.replace('"allow"', '"deny"') : line)))
    expect(message()).toContain('3: This line was changed')
  })
  test('by a changed word of the last line', () => {
    put(lines().map((line, index) => (index === 5 ? line.replace('"allow"', '"deny"') : line)))
    expect(message()).toContain('6: This line was changed')
    write(1)
    expect(message()).toContain('6: This line was changed')
  })
  test('by a line that is gone', () => {
    put(lines().filter((_, index) => index !== 2))
    expect(message()).toContain('3: This line (number 4) does not follow')
  })
  test('by a first line that is gone', () => {
    put(lines().slice(1))
    // As if older files had been removed: the head that was noted down still holds, the beginning is told.
    expect(verifyAudit(folder).lanes[0]).toMatchObject({ first: 2, lines: 5 })
  })
  test('by two lines that changed places', () => {
    const all = lines()
    put([all[0]!, all[2]!, all[1]!, ...all.slice(3)])
    expect(message()).toContain('2: This line (number 3) does not follow')
  })
  test('by a line that stands twice', () => {
    const all = lines()
    put([all[0]!, all[0]!, ...all.slice(1)])
    expect(message()).toContain('2: This line (number 1) does not follow')
  })
  test('by a line of another log', () => {
    const foreign = lines()[3]!
    folder = join(root, String(++count))
    write(6, {}, { tool: 'other' })
    put(lines().map((line, index) => (index === 3 ? foreign : line)))
    expect(message()).toContain('4: This line (number 4) does not follow')
  })
  test('by text between the lines', () => {
    const all = lines()
    put([...all.slice(0, 2), 'a note', ...all.slice(2)])
    expect(message()).toContain('not as the gateway wrote it')
  })
  test('by what was torn and is gone', () => {
    truncateSync(file(), readFileSync(file()).length - 20)
    write(1)
    const all = lines()
    put(all.filter(line => !line.startsWith('{"seq":6') || line.includes('"torn"')))
    expect(message()).toContain('they are gone')
  })
  test('by a file between others that is gone', () => {
    folder = join(root, String(++count))
    write(20, { rotateAt: 1_500 })
    writeFileSync(file('000003.jsonl'), '')
    expect(message()).toContain('does not follow')
  })
  test('by the end that is gone, with a head that was noted down', () => {
    const { head } = verifyAudit(folder).lanes[0]!
    expect(verifyAudit(folder, [head])).toMatchObject({ sound: true, missing: [] })
    put([...lines().slice(0, 4), ''])
    expect(verifyAudit(folder)).toMatchObject({ sound: true })
    expect(verifyAudit(folder, [head])).toMatchObject({ sound: false, missing: [head] })
  })
})
