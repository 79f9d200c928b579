import { describe, expect, test } from 'vitest'
import { capabilities } from '../../classifier/index.ts'
import { attackPatterns, attackPatternsFor, incidents, type JudgedTool } from '../../policy/index.ts'
import { judged, text, tool } from './tools.ts'

describe('the list of attack patterns', () => {
  const ids = attackPatterns.map(pattern => pattern.id)

  test('is long enough, sorted and without a name twice', () => {
    expect(ids.length).toBeGreaterThanOrEqual(17)
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(new Set(attackPatterns.map(pattern => pattern.name)).size).toBe(ids.length)
  })

  test('has a pattern for every capability', () => {
    const used = new Set(
      attackPatterns.flatMap(pattern => pattern.enabledBy.flatMap(by => by.capabilities ?? [])),
    )
    expect([...used].sort()).toEqual([...capabilities].sort())
  })

  test.each(attackPatterns.map(pattern => [pattern.id, pattern] as const))(
    '%s is complete',
    (id, pattern) => {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(pattern.happens.split(/[.:;?]\s/).length).toBeGreaterThanOrEqual(2)
      for (const sentence of [pattern.happens, pattern.notice, pattern.answer.how])
        expect(sentence).toMatch(/^[A-Z].*\.$/)
      expect(pattern.enabledBy.length).toBeGreaterThan(0)
      for (const by of pattern.enabledBy) expect(Object.keys(by).length).toBeGreaterThan(0)
      const { owaspMcp, owaspAgentic, atlas, safeMcp } = pattern.references
      for (const reference of owaspMcp) expect(reference).toMatch(/^MCP(0[1-9]|10)$/)
      for (const reference of owaspAgentic) expect(reference).toMatch(/^ASI(0[1-9]|10)$/)
      for (const reference of atlas) expect(reference).toMatch(/^AML\.T\d{4}(\.\d{3})?$/)
      for (const reference of safeMcp) expect(reference).toMatch(/^SAFE-T\d{4}$/)
      expect(owaspMcp.length + owaspAgentic.length).toBeGreaterThan(0)
    },
  )
})

describe('the list of incidents', () => {
  const known = new Set(attackPatterns.map(pattern => pattern.id))

  test('is long enough, in the order of its dates and without an id twice', () => {
    expect(incidents.length).toBeGreaterThanOrEqual(30)
    const order = incidents.map(({ date, id }) => `${date} ${id}`)
    expect(order).toEqual([...order].sort())
    expect(new Set(incidents.map(({ id }) => id)).size).toBe(incidents.length)
    expect(new Set(incidents.map(({ what }) => what)).size).toBe(incidents.length)
  })

  test.each(incidents.map(incident => [incident.id, incident] as const))('%s is complete', (id, incident) => {
    const { date, what, patterns, source, secondHand, ...others } = incident
    expect(Object.keys(others)).toEqual(['id'])
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(date).toMatch(/^202[4-9](-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/)
    expect(what).toMatch(/^[A-Z].{20,}\.$/)
    expect(patterns.length).toBeGreaterThan(0)
    expect(patterns).toEqual([...new Set(patterns)].sort())
    expect(patterns.filter(pattern => !known.has(pattern))).toEqual([])
    expect(source.name).not.toBe('')
    if (source.url !== undefined) expect(new URL(source.url).protocol).toBe('https:')
    expect([undefined, true]).toContain(secondHand)
    // What is told at second hand says so in its own words too.
    expect(what.startsWith('According to')).toBe(secondHand === true)
  })

  test('stands with each pattern that it is an example of', () => {
    for (const { id, incidents: own } of attackPatterns)
      expect(own).toEqual(incidents.filter(({ patterns }) => patterns.includes(id)))
  })
})

const readMail = judged(tool('read_mail', { id: text }), 'Read', ['read-private', 'read-untrusted'])
const readWeb = judged(tool('read_web', { query: text }), 'Read', ['read-untrusted'])
const readNotes = judged(tool('read_notes', { id: text }), 'Read', ['read-private'])
const postMessage = judged(tool('post_message', { to: text }), 'Write', ['send-out', 'contact-people'])
const runCommand = judged(tool('run_command', { command: text }), 'Execute', ['run-code'])
const addNumbers = judged(tool('add_numbers', { a: text }), 'Read')

type Case = [JudgedTool, JudgedTool[], string[], string[]]
describe('a tool is told what its own capabilities make possible', () => {
  // [tool, the server's other tools, patterns it gets, patterns it does not get]
  test.each<[string, ...Case]>([
    ['one that can do nothing', addNumbers, [], [], attackPatterns.map(pattern => pattern.id)],
    [
      'one that runs commands',
      runCommand,
      [],
      ['command-injection', 'rug-pull', 'poisoned-package'],
      ['data-destruction', 'fraudulent-payment', 'lethal-trifecta'],
    ],
    [
      'one that pays',
      judged(tool('pay'), 'Financial', ['move-money']),
      [],
      ['fraudulent-payment', 'approval-fatigue'],
      ['data-destruction', 'command-injection'],
    ],
    [
      'one that removes',
      judged(tool('wipe'), 'Destructive', ['delete-data']),
      [],
      ['data-destruction', 'approval-fatigue'],
      ['fraudulent-payment', 'path-traversal'],
    ],
    [
      'one that takes a path',
      judged(tool('wipe', { path: text }), 'Destructive', ['delete-data']),
      [],
      ['path-traversal'],
      ['query-side-effect'],
    ],
    [
      'one that takes an address',
      judged(tool('get', { url: text }), 'Read'),
      [],
      ['inner-network'],
      ['path-traversal'],
    ],
    [
      'one that only says it reads',
      judged(tool('ask'), 'Read', ['free-query'], {
        hints: { claimed: { readOnlyHint: true }, suggested: {}, findings: [] },
      }),
      [],
      ['lying-hints', 'query-side-effect'],
      ['hidden-instructions'],
    ],
    [
      'one that contradicts itself',
      judged(tool('ask'), 'Write', [], {
        hints: { claimed: {}, suggested: {}, findings: ['contradiction'] },
      }),
      [],
      ['lying-hints'],
      ['query-side-effect'],
    ],
    [
      'one with orders in its text',
      judged(tool('ask'), 'Read', [], {
        poison: [{ kind: 'encoded-blob', at: '/description', excerpt: 'x' }],
      }),
      [],
      ['hidden-instructions'],
      ['tool-shadowing'],
    ],
    [
      'one that speaks of another',
      judged(tool('ask'), 'Read', [], { poison: [{ kind: 'other-tool', at: '/description', excerpt: 'x' }] }),
      [],
      ['hidden-instructions', 'tool-shadowing'],
      [],
    ],
    ['two thirds of the trifecta', readMail, [readNotes], [], ['lethal-trifecta']],
    [
      'the whole of it, over three tools',
      readWeb,
      [readNotes, postMessage, addNumbers],
      ['lethal-trifecta'],
      [],
    ],
    ['a tool that has no part in it', addNumbers, [readMail, postMessage], [], ['lethal-trifecta']],
    [
      'itself listed among its siblings',
      postMessage,
      [postMessage],
      ['parameter-exfiltration'],
      ['lethal-trifecta'],
    ],
  ])('%s', (_name, judged, siblings, gets, lacks) => {
    const enabled = attackPatternsFor(
      judged.verdict,
      siblings.map(sibling => sibling.verdict),
      judged.definition,
    )
    const ids = enabled.map(({ pattern }) => pattern.id)
    expect(ids).toEqual(expect.arrayContaining(gets))
    for (const id of lacks) expect(ids).not.toContain(id)
  })

  test('with the reason, in which its siblings are named', () => {
    const enabled = attackPatternsFor(readWeb.verdict, [readNotes.verdict, postMessage.verdict])
    expect(enabled.find(({ pattern }) => pattern.id === 'lethal-trifecta')?.reason).toBe(
      'It can bring back text that strangers wrote. On the same server read_notes can read private data and post_message can carry text out of your systems.',
    )
  })

  test('the most particular first', () => {
    const enabled = attackPatternsFor(readMail.verdict, [postMessage.verdict])
    expect(enabled[0]?.pattern.id).toBe('lethal-trifecta')
  })

  test('not from its category: two Writes get different lists', () => {
    const lists = [postMessage, judged(tool('grant_role'), 'Write', ['change-access'])].map(({ verdict }) =>
      attackPatternsFor(verdict).map(({ pattern }) => pattern.id),
    )
    expect(lists[0]).not.toEqual(lists[1])
    expect(lists.every(list => list.length > 0)).toBe(true)
  })
})
