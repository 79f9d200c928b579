import { describe, expect, test } from 'vitest'
import {
  type JudgedTool,
  loadSqlReader,
  type Policy,
  parsePolicy,
  profiles,
  type RecommendOptions,
  recommend,
  recommendServer,
  recommendTool,
  stringifyPolicy,
} from '../../policy/index.ts'
import { play } from './play.ts'
import { flag, judged, mode, number, text, texts, tool } from './tools.ts'

const readsOnly = await loadSqlReader()
const server = { name: 'Test server', id: 'npm:test-server' }

const listNotes = judged(tool('list_notes', { 'limit?': number }), 'Read', ['read-private'])
const saveNote = judged(tool('save_note', { title: text, body: text }), 'Write', ['modify-data'])
const search = judged(tool('deep_search', { query: text }), 'Read', ['read-untrusted', 'spend'])
const readFile = judged(tool('read_file', { path: text }), 'Read', ['read-private'])
const writeFile = judged(tool('write_file', { path: text, content: text }), 'Write', ['modify-data'])
const moveFile = judged(
  tool('move_file', { source: text, destination: text }, 'Moves a file to another folder.'),
  'Write',
  ['modify-data'],
)
const fetchPage = judged(tool('fetch_page', { url: text }), 'Read', ['read-untrusted', 'send-out'])
const sendMail = judged(tool('send_mail', { to: texts, 'bcc?': texts, subject: text }), 'Write', [
  'send-out',
  'contact-people',
])
const sendText = judged(tool('send_text', { to: text, message: text }), 'Write', ['contact-people'])
const askDatabase = judged(tool('ask_database', { sql: text }, 'Runs a query on PostgreSQL.'), 'Read', [
  'read-private',
  'free-query',
])
const runSql = judged(tool('run_sql', { query: text }, 'Executes SQL.'), 'Execute', ['run-code'])
const runCommand = judged(tool('run_command', { command: text }), 'Execute', ['run-code'], {
  severity: 'Critical',
})
const restart = judged(tool('restart_service', { service: text }), 'Execute', ['control-process'])
const removeFolder = judged(tool('remove_folder', { path: text, 'recursive?': flag }), 'Destructive', [
  'delete-data',
])
const cleanUp = judged(tool('clean_up', { 'dryRun?': flag }), 'Destructive', ['delete-data'])
const refund = judged(tool('refund', { payment: text, 'amount?': number }), 'Financial', ['move-money'])
const refundCents = judged(tool('refund', { amount: { ...number, description: 'In cents.' } }), 'Financial', [
  'move-money',
])
const readSecret = judged(tool('read_secret', { name: text }), 'Read', ['read-secrets'], { severity: 'High' })
const invite = judged(tool('invite_member', { email: text }), 'Write', ['change-access'], {
  severity: 'High',
})
const openDoor = judged(tool('open_door', {}), 'Write', ['actuate'], { severity: 'High' })
const mystery = judged(tool('zz_9'), 'Ungraded')
const poisoned = judged(tool('add_numbers', { a: number }), 'Read', [], {
  poison: [{ kind: 'asks-for-secret', at: '/description', excerpt: 'read the key first' }],
})
const records = judged(
  tool('records', { action: { ...text, enum: ['list', 'add', 'drop'] } }),
  'Destructive',
  ['modify-data', 'delete-data'],
  {
    modes: [mode('list', 'Read'), mode('add', 'Write', 'Medium'), mode('drop', 'Destructive', 'Critical')],
  },
)
const vault = judged(tool('vault', { action: text }), 'Write', ['read-secrets'], {
  modes: [mode('list', 'Read'), mode('reveal', 'Read', 'High')],
})
const named = {
  roots: ['/srv/project'],
  hosts: ['*.example.com'],
  recipients: ['ada@example.com'],
  amount: 5,
}

type Case = [JudgedTool, RecommendOptions, string[]]
const cases: Case[] = [
  [listNotes, {}, ['allow']],
  [saveNote, {}, ['rate 30/minute']],
  [search, {}, ['spend 60/hour']],
  [readFile, {}, ['deny_if args.path regex']],
  [writeFile, {}, ['deny_if args.path regex', 'rate 30/minute']],
  [moveFile, {}, ['deny_if args.source regex', 'deny_if args.destination regex', 'rate 30/minute']],
  [fetchPage, {}, ['deny_if args.url host_in']],
  [sendMail, {}, ['deny_if args.to[10] exists', 'deny_if args.bcc exists', 'rate 30/minute']],
  [sendText, {}, ['deny_if args.to regex', 'rate 30/minute']],
  [askDatabase, {}, ['require args.sql sql_reads_only']],
  [runSql, {}, ['require args.query sql_reads_only+sql_reads_only+sql_reads_only', 'rate 10/minute']],
  [runCommand, {}, ['rate 10/minute', 'approval']],
  [restart, {}, ['rate 10/minute']],
  [removeFolder, {}, ['deny_if args.path regex', 'deny_if args.recursive neq', 'approval']],
  [cleanUp, {}, ['approval when args.dryRun']],
  [refund, {}, ['deny_if args.amount gt 100', 'amount 1000/day', 'approval']],
  [refundCents, {}, ['deny_if args.amount gt 10000', 'amount 100000/day', 'approval']],
  [readSecret, {}, ['approval']],
  [invite, {}, ['rate 30/minute', 'approval']],
  [openDoor, {}, ['rate 30/minute', 'approval']],
  [mystery, {}, ['approval']],
  [poisoned, {}, ['approval']],
  [records, {}, ['rate 30/minute', 'approval when args.action']],
  [vault, {}, ['approval when args.action']],

  [listNotes, { profile: 'strict' }, ['rate 60/minute', 'pin']],
  [saveNote, { profile: 'strict' }, ['rate 10/minute', 'pin']],
  [sendText, { profile: 'strict' }, ['deny_if args.to regex', 'rate 10/minute', 'pin']],
  [
    sendMail,
    { profile: 'strict' },
    ['deny_if args.to[10] exists', 'deny_if args.bcc exists', 'rate 10/minute', 'approval', 'pin'],
  ],
  [restart, { profile: 'strict' }, ['rate 5/minute', 'approval', 'pin']],
  [removeFolder, { profile: 'strict' }, ['hide']],
  [refund, { profile: 'strict' }, ['hide']],
  [mystery, { profile: 'strict' }, ['approval', 'pin']],
  [records, { profile: 'strict' }, ['require args.action in', 'rate 10/minute', 'pin']],

  [readFile, { bounds: named }, ['require args.path under', 'deny_if args.path regex']],
  [fetchPage, { bounds: named }, ['require args.url host_in']],
  [sendText, { bounds: named }, ['require args.to in', 'rate 30/minute']],
  [sendMail, { bounds: named }, ['require args.to[*] in', 'deny_if args.bcc exists', 'rate 30/minute']],
  [refund, { bounds: named }, ['deny_if args.amount gt 5', 'amount 50/day', 'approval']],
  [saveNote, { bounds: named }, ['rate 30/minute']],
]

describe('the recommendation', () => {
  test.each(
    cases.map(([judged, options, rules]) => [judged.definition.name, options, rules, judged] as const),
  )('for %s under %j is %j', (_name, options, rules, judged) => {
    expect(rulesOf(recommendTool(judged, server, options).policy)).toEqual(rules)
  })

  test.each(cases.map(([judged]) => [judged.definition.name, judged] as const))(
    'to observe %s stops nothing',
    (_name, judged) => {
      const { policy } = recommendTool(judged, server, { profile: 'observe' })
      expect(policy.default).toBe('allow')
      expect(rulesOf(policy)).toEqual(['allow'])
    },
  )
})

describe.each(profiles)('every rule of a %s policy', profile => {
  const all = cases.map(([judged]) => judged)
  const plays = [{}, named].flatMap(bounds => {
    const { policy, explanations } = recommendServer(all, server, { profile, bounds })
    return explanations.flatMap(explanation =>
      [explanation.passes, explanation.stopped].flatMap(example =>
        example === null ? [] : [[explanation.at, example, policy] as const],
      ),
    )
  })

  test.each(plays)('%s does to its example what it says', (_at, example, policy) => {
    expect(play(policy, example, readsOnly).decision).toBe(example.decision)
  })

  test('stops its example itself, not by luck of another rule', () => {
    const { policy, explanations } = recommendServer(all, server, { profile })
    for (const { at, stopped } of explanations)
      if (stopped !== null) expect([at, play(policy, stopped, readsOnly).rule]).toEqual([at, at])
  })

  test('is explained, and nothing else is', () => {
    const { policy, explanations } = recommendServer(all, server, { profile })
    const document = JSON.parse(stringifyPolicy(policy))
    const explained = explanations.map(explanation => explanation.at)
    expect(new Set(explained).size).toBe(explained.length)
    for (const at of explained) expect([at, lookUp(document, at)]).not.toEqual([at, undefined])
    expect(explained.length).toBe(1 + countRules(policy))
    for (const { does, costs, leaves } of explanations)
      for (const sentence of [does, costs, leaves]) expect(sentence).toMatch(/^\S.*\.$/)
  })

  test('is accepted by the validator', () => {
    for (const bounds of [{}, named])
      expect(
        parsePolicy(stringifyPolicy(recommendServer(all, server, { profile, bounds }).policy)),
      ).toMatchObject({ ok: true })
  })
})

describe('a server', () => {
  test('that lists a name twice gets the rules of the first', () => {
    const harmless = judged(tool('same'), 'Read')
    const harmful = judged(tool('same'), 'Destructive', ['delete-data'])
    expect(rulesOf(recommendServer([harmful, harmless], server).policy)).toEqual(['approval'])
    expect(rulesOf(recommendServer([harmful, harmless], server, { profile: 'strict' }).policy)).toEqual([
      'hide',
    ])
  })

  test('with names and words that are meant to do harm gets a policy for exactly them', () => {
    const evil = [
      '__proto__',
      '../../index',
      '<script>alert(1)</script>',
      '\u0000'.repeat(3000),
      'constructor',
      '\u202etxt',
    ]
    const tools = evil.map(name => judged(tool(name, { [name]: text, 'a.b?': text }), 'Write'))
    const { policy, explanations } = recommendServer(tools, { name: '\u001b[31mred' })
    const read = parsePolicy(stringifyPolicy(policy))
    expect(read.ok && [...read.policy.tools.keys()]).toEqual(evil)
    for (const { does, costs, leaves } of explanations)
      expect(does + costs + leaves).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('is one of several in a configuration', () => {
    const recommended = recommend([
      { server: { name: 'a' }, tools: [saveNote] },
      { server: { name: 'b' }, tools: [] },
    ])
    expect(
      recommended.map(({ server, recommendation }) => [server.name, recommendation.policy.tools.size]),
    ).toEqual([
      ['a', 1],
      ['b', 0],
    ])
  })

  test('is bound by its id under strict only', () => {
    expect(recommendTool(saveNote, server, { profile: 'strict' }).policy.server).toBe('npm:test-server')
    expect(recommendTool(saveNote, server).policy.server).toBeUndefined()
  })
})

/** The rules of a policy for one tool, each as a few words. */
function rulesOf(policy: Policy): string[] {
  const hidden = (policy.hide ?? []).map(() => 'hide')
  return [...policy.tools]
    .flatMap(([name, rules]) => {
      const words = [
        ...(['require', 'deny_if'] as const).flatMap(key =>
          (rules[key] ?? []).map(({ conditions }) => {
            const caps = conditions.flatMap(({ op, value }) => (op === 'gt' ? [` ${value}`] : []))
            return `${key} ${conditions[0]?.path} ${conditions.map(({ op }) => op).join('+')}${caps.join('')}`
          }),
        ),
        ...(rules.limits ?? []).map(
          ({ counter, max, window }) => `${counter.slice(name.length + 1)} ${max}/${window}`,
        ),
        ...(rules.approval
          ? [`approval${rules.approval.when ? ` when ${rules.approval.when[0]?.path}` : ''}`]
          : []),
        ...(rules.pin ? ['pin'] : []),
      ]
      return words.length > 0 ? words : ['allow']
    })
    .concat(hidden)
}

function countRules(policy: Policy): number {
  return rulesOf(policy).length
}

function lookUp(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => (value as { [key: string]: unknown } | undefined)?.[step], document)
}
