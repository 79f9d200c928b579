import { hash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../classifier/index.ts'
import {
  type AuditEntry,
  AuditFailure,
  linesOf,
  openAudit,
  verifyAudit,
} from '../../../gateway/audit/index.ts'
import { openGrants } from '../../../gateway/grants/index.ts'
import { ownFolder, stateOpener } from '../open-state.ts'

// Ways to call without leaving a line, to leave a false one, or to come in with a token that is none.
const root = ownFolder()
const open = stateOpener()
let count = 0
let folder: string
beforeEach(() => {
  folder = join(root, String(++count))
})
const entry: AuditEntry = {
  ...{ who: 'g', session: 's', server: 'x', tool: 't', decision: 'allow' },
  ...{ rule: '/tools/t', policy: 'v1', arguments: { pin: 1234 } },
}
const record = (change: Partial<AuditEntry>) => {
  const audit = openAudit({ folder })
  audit.record({ ...entry, ...change })
  audit.record(entry)
  audit.close()
  return [...linesOf(folder)].map(({ line }) => line)
}

describe('no false line comes of', () => {
  const forged = `","hash":"${'0'.repeat(64)}"}\n{"seq":2,"kind":"decision","decision":"deny"}`
  test.each<[string, Partial<AuditEntry>]>([
    ['a tool that is called like the end of a line', { tool: forged }],
    ['a tool that is called like a hash', { tool: `,"hash":"${'a'.repeat(64)}"}` }],
    ['a server with line ends in its name', { server: 'a\nb\r\nc\u2028d\u0085e' }],
    ['a session with control characters', { session: '\u001b[2J\u0000\u0007' }],
    ['a rule that is a line', { rule: forged }],
    [
      'arguments that are called like the fields of a line',
      { arguments: { hash: 1, previous: 2, seq: 3, [forged]: 4 } },
    ],
    ['half a character', { tool: '\ud800', arguments: { '\udfff': '\ud800' } }],
    ['arguments that are no object', { arguments: [1, 'a', null] }],
    ['no arguments', { arguments: undefined }],
    ['a name of ten million characters', { tool: 'x'.repeat(10_000_000) }],
  ])('%s', (_what, change) => {
    expect(record(change).map(({ seq }) => seq)).toEqual([1, 2])
    const { sound, lanes } = verifyAudit(folder)
    expect([sound, lanes[0]!.lines]).toEqual([true, 2])
    const file = readFileSync(join(folder, 'lane-1/000001.jsonl'))
    expect(file.length).toBeLessThan(20_000)
  })
})

test('a short argument cannot be found by hashing guesses', () => {
  const [line] = record({})
  const seal = (line as { arguments: string }).arguments.split(':')[1]
  for (let pin = 1_200; pin < 1_300; pin++) {
    const text = canonicalJson({ pin })
    expect([hash('sha256', text), hash('sha256', `hmac-sha256:${text}`)]).not.toContain(seal)
  }
})

describe('no call goes unrecorded', () => {
  test('after the log was closed', () => {
    const audit = openAudit({ folder })
    audit.close()
    expect(() => audit.record(entry)).toThrow(AuditFailure)
  })
  test('after its file was removed', async () => {
    const audit = openAudit({ folder })
    audit.record(entry)
    rmSync(folder, { recursive: true })
    await wait(1_500)
    expect(() => audit.record(entry)).toThrow(AuditFailure)
    audit.close()
  })
  test('where the arguments cannot be hashed', () => {
    let deep: unknown = 1
    for (let level = 0; level < 1_000; level++) deep = [deep]
    const audit = openAudit({ folder })
    expect(() => audit.record({ ...entry, arguments: { deep } })).toThrow()
    audit.record(entry)
    audit.close()
    expect(verifyAudit(folder)).toMatchObject({ sound: true, lanes: [{ lines: 1 }] })
  })
  test('where another process holds the lane: it takes one of its own', () => {
    const opened = Array.from({ length: 10 }, () => openAudit({ folder }))
    for (const audit of opened) audit.record(entry)
    for (const audit of opened) audit.close()
    expect(verifyAudit(folder).lanes.map(({ lines }) => lines)).toEqual(Array(10).fill(1))
  })
})

test('a log that somebody has written anew from its beginning lacks the head that was noted down', () => {
  record({})
  const { head } = verifyAudit(folder).lanes[0]!
  for (const name of readdirSync(join(folder, 'lane-1')).filter(name => name.endsWith('.jsonl')))
    writeFileSync(join(folder, 'lane-1', name), '')
  record({ decision: 'deny' })
  expect(verifyAudit(folder)).toMatchObject({ sound: true })
  expect(verifyAudit(folder, [head])).toMatchObject({ sound: false, missing: [head] })
})

describe('no grant comes of', () => {
  const grantsOf = async () => openGrants((await open(`${folder}.sqlite`)).grants)
  test('the hash of a token, which is all that is kept', async () => {
    const grants = await grantsOf()
    const { grant, token } = await grants.add({ name: 'a', policy: 'p', servers: [] })
    for (const kept of [hash('sha256', token), `placard_${grant.id}_${hash('sha256', token).slice(0, 43)}`])
      expect(await grants.verify(kept)).toBeNull()
  })
  test.each([
    ["placard_' or 1=1 --_", 'SQL'],
    [`placard_${'0'.repeat(16)}_${'A'.repeat(43)}`, 'a grant that never was'],
    [`placard_${'0'.repeat(16)}_`, 'nothing behind the id'],
    [`placard___proto__________${'A'.repeat(43)}`, 'a prototype'],
    ['x'.repeat(1_000_000), 'a long text'],
    ['\0', 'a null'],
  ])('%.30j (%s)', async token => {
    const grants = await grantsOf()
    await grants.add({ name: 'a', policy: 'p', servers: [] })
    expect(await grants.verify(token)).toBeNull()
  })
  test('the loser of two rotations at once', async () => {
    const grants = await grantsOf()
    await grants.add({ name: 'a', policy: 'p', servers: [] })
    const both = await Promise.all([grants.rotate('a'), grants.rotate('a')])
    const verified = await Promise.all(both.map(({ token }) => grants.verify(token)))
    expect(verified.filter(one => one !== null)).toHaveLength(1)
  })
})
