import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { classifyServer, type ToolDefinition } from '../../classifier/index.ts'
import { exportFormats, parsePolicy, recommendServer } from '../../policy/index.ts'
import { serversFolder } from '../crawler/fixture.ts'
import { ended, runPlacard, startPlacard } from './run-placard.ts'

vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'placard-policy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileWith(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const tools: ToolDefinition[] = [
  { name: 'list_ships', description: 'Lists the ships in the harbour.', inputSchema: { type: 'object' } },
  {
    name: 'sink_ship',
    description: 'Deletes a ship for good. This cannot be undone.',
    inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  },
]
const harbour = fileWith('harbour.json', tools)
const fleet = fileWith(
  'fleet.jsonl',
  ['harbour', 'yard'].flatMap(server => tools.map(tool => JSON.stringify({ server, ...tool }))).join('\n'),
)

describe('placard policy', () => {
  test('prints a valid policy, and what each rule does, with a call that passes and one that is stopped', async () => {
    const { code, stdout, stderr } = await runPlacard(['policy', harbour])
    expect(code).toBe(0)
    expect(parsePolicy(stdout)).toMatchObject({ ok: true })
    expect(JSON.parse(stdout)).toMatchObject({
      version: '1',
      default: 'deny',
      tools: { list_ships: {}, sink_ship: { approval: {} } },
    })
    expect(stderr).toMatch(/^ {2}\/tools\/sink_ship\/approval\n {4}does: .+\n {4}costs: .+\n {4}leaves: .+/m)
    expect(stderr).toContain('passes: sink_ship {"id":"example"}, with a yes')
    expect(stderr).toContain('stopped (ask): sink_ship {"id":"example"}')
  })

  test('holds the rules to what only the user knows', async () => {
    const path = fileWith('bounds.json', [
      {
        name: 'pay_dues',
        description: 'Pays harbour dues to an account.',
        inputSchema: {
          type: 'object',
          properties: { amount: { type: 'number' }, recipient: { type: 'string' } },
          required: ['amount', 'recipient'],
        },
      },
    ])
    const bounds = ['--amount', '5', '--recipient', 'dues@example.org']
    const { stdout } = await runPlacard(['policy', path, ...bounds])
    expect(JSON.parse(stdout).tools.pay_dues).toMatchObject({
      require: [{ conditions: [{ path: 'args.recipient', op: 'in', value: ['dues@example.org'] }] }],
      deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 5 }] }],
    })
    expect(await runPlacard(['policy', path, '--amount', 'lots'])).toMatchObject({ code: 2 })
  })

  test('writes a document for each of several servers, and over none that is there', async () => {
    const out = join(folder, 'policies')
    const first = await runPlacard(['policy', fleet, '--out', out])
    expect(first).toMatchObject({ code: 0, stdout: '' })
    for (const server of ['harbour', 'yard'])
      expect(parsePolicy(readFileSync(join(out, server, 'policy.json'), 'utf8'))).toMatchObject({ ok: true })
    const second = await runPlacard(['policy', fleet, '--out', out])
    expect(second.code).toBe(2)
    expect(second.stderr).toContain('is there already')
  })

  test('knows the profiles', async () => {
    const { stdout } = await runPlacard(['policy', harbour, '--profile', 'strict'])
    expect(JSON.parse(stdout)).toMatchObject({ server: 'local:harbour', hide: ['sink_ship'] })
  })

  test('writes what another product reads on standard output, and what that loses on standard error', async () => {
    const { code, stdout, stderr } = await runPlacard([
      'policy',
      harbour,
      '--format',
      'cursor',
      '--as',
      'my-harbour',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ mcpAllowlist: ['my-harbour:list_ships'] })
    expect(stderr).toMatch(/permissions\.json/)
    expect(stderr).toMatch(/What is lost:\n(?: {4}\/.+\n)*/)
    expect(stderr).toContain('/default: Cursor cannot say that every other tool is denied')
  })

  test('names every format in its help', async () => {
    const { stdout } = await runPlacard(['policy', '--help'])
    for (const format of exportFormats) expect(stdout.replaceAll(/\s+/g, ' ')).toContain(` ${format}`)
  })

  test('puts the servers of one target into one document where the product has one', async () => {
    const { stdout } = await runPlacard(['policy', fleet, '--format', 'claude-code'])
    expect(JSON.parse(stdout).permissions).toMatchObject({
      allow: ['mcp__harbour__list_ships', 'mcp__yard__list_ships'],
      ask: ['mcp__harbour__sink_ship', 'mcp__yard__sink_ship'],
    })
  })

  test('wants one chosen where it has not', async () => {
    const { code, stdout, stderr } = await runPlacard(['policy', fleet])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/--server.*: local:harbour, local:yard/)
    const chosen = await runPlacard(['policy', fleet, '--server', 'local:yard'])
    expect(chosen.code).toBe(0)
    expect(parsePolicy(chosen.stdout)).toMatchObject({ ok: true })
  })

  test('runs a command after --', async () => {
    const { code, stdout } = await runPlacard([
      'policy',
      '--',
      process.execPath,
      join(serversFolder, 'good.mjs'),
    ])
    expect(code).toBe(0)
    expect(Object.keys(JSON.parse(stdout).tools)).toHaveLength(2)
  })

  test('keeps hostile names off the terminal', async () => {
    const hostile = fileWith('hostile.json', [{ name: '\u001b[2J\u202eevil', description: 'Lists things.' }])
    const { code, stdout, stderr } = await runPlacard(['policy', hostile, '--format', 'codex'])
    expect(code).toBe(0)
    expect(`${stdout}${stderr}`).not.toMatch(/[\u001b]/)
    expect(stderr).not.toMatch(/\u202e/)
  })

  test.each([
    ['an unknown format', ['policy', harbour, '--format', 'xml'], /There are: policy, claude-code/],
    ['an unknown profile', ['policy', harbour, '--profile', 'lax'], /lax/],
    ['a server that is not there', ['policy', fleet, '--server', 'ship'], /only local:harbour/],
    [
      'a name that the product cannot have',
      ['policy', harbour, '--format', 'gemini', '--as', 'a_b'],
      /underscore/,
    ],
    ['one name for two servers', ['policy', fleet, '--format', 'cursor', '--as', 'x'], /One name/],
  ])('%s is one line and exit code 2', async (_, words, message) => {
    const { code, stdout, stderr } = await runPlacard(words)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })
})

test('without a target and without a client it says so', async () => {
  const nobody = { HOME: folder, USERPROFILE: folder, XDG_CONFIG_HOME: folder, APPDATA: folder }
  const { code, stdout, stderr } = await ended(startPlacard(['policy'], nobody))
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/No configuration of a client was found/)
})

describe('placard policy validate', () => {
  test('says in one line that a policy is valid', async () => {
    const { code, stdout } = await runPlacard([
      'policy',
      'validate',
      fileWith('fine.json', { version: '1', default: 'deny', tools: { a: {} } }),
    ])
    expect(code).toBe(0)
    expect(stdout).toMatch(/valid policy: 1 tool named, the others denied\.\n$/)
  })

  test('gives every fault its line, its column and a mend', async () => {
    const path = fileWith('faulty.json', '{"version": "1",\n "default": "ask",\n "tool": {}}')
    const { code, stderr } = await runPlacard(['policy', 'validate', path])
    expect(code).toBe(2)
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/faulty\.json:2:13 \/default: .+ Write/),
      expect.stringMatching(/faulty\.json:3:10 \/tool: .+ Remove/),
    ])
  })
})

describe('placard policy test', () => {
  test('finds the examples of a recommendation decided as they say', async () => {
    const server = { name: 'harbour', id: 'local:harbour' }
    const verdicts = classifyServer(server, tools)
    const { explanations } = recommendServer(
      tools.map((definition, index) => ({ definition, verdict: verdicts[index]! })),
      server,
      { profile: 'strict' },
    )
    const examples = explanations.flatMap(({ passes, stopped }) => [passes, stopped]).filter(Boolean)
    const calls = fileWith('examples.jsonl', examples.map(example => JSON.stringify(example)).join('\n'))
    const { stdout: policy } = await runPlacard(['policy', harbour, '--profile', 'strict'])
    const { code, stdout } = await runPlacard(['policy', 'test', fileWith('strict.json', policy), calls])
    expect(stdout).toBe(`${examples.length} of ${examples.length} calls decided as expected.\n`)
    expect(code).toBe(0)
  })

  const policy = () =>
    fileWith('limited.json', {
      version: '1',
      default: 'deny',
      tools: {
        a: { limits: [{ counter: 'c', window: 'minute', max: 2, scope: 'grant' }] },
        q: { require: [{ conditions: [{ path: 'args.sql', op: 'sql_reads_only', value: 'sqlite' }] }] },
      },
    })

  test('shows a table of what came out otherwise, and exits with 1', async () => {
    const calls = fileWith(
      'calls.jsonl',
      [
        { tool: 'a', decision: 'allow' },
        { tool: 'a', earlier: { calls: 2, within: 'minute' }, decision: 'deny' },
        { tool: 'b', decision: 'allow' },
        { tool: 'q', arguments: { sql: 'SELECT 1' }, decision: 'allow' },
        { tool: 'q', arguments: { sql: 'DROP TABLE x' }, decision: 'ask' },
      ]
        .map(call => JSON.stringify(call))
        .join('\n\n'),
    )
    const { code, stdout } = await runPlacard(['policy', 'test', policy(), calls])
    expect(code).toBe(1)
    expect(stdout).toMatch(/│ 5 +│ b +│ allow +│ deny +│ \/default/)
    expect(stdout).toMatch(/│ 9 +│ q +│ ask +│ deny +│ \/tools\/q\/require\/0/)
    expect(stdout).toMatch(/3 of 5 calls decided as expected\.\n$/)
  })

  test.each([
    ['a line that is no call', '{"tool":"a","decision":"allow"}\n{"tool":"a"}', /calls\.jsonl:2 is no call/],
    ['a key twice', '{"tool":"a","tool":"b","decision":"allow"}', /:1 is no call.*stands twice/],
    ['no call at all', '\n', /holds no calls/],
  ])('%s is exit code 2', async (_, text, message) => {
    const { code, stderr } = await runPlacard(['policy', 'test', policy(), fileWith('calls.jsonl', text)])
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
  })
})

describe('placard policy import', () => {
  test('prints the policy, and what became of each rule', async () => {
    const path = fileWith(
      'rival.yaml',
      'version: "1"\ntools:\n  sail:\n    rules:\n      - { name: slow, rate_limit: 5/hour }\n',
    )
    const { code, stdout, stderr } = await runPlacard(['policy', 'import', path])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ default: 'allow', tools: { sail: { limits: [{ max: 5 }] } } })
    expect(stderr).toMatch(/rival\.yaml:5 meant \/tools\/sail\/rules\/0: At most 5 calls in any hour\./)
  })

  test('of what is none is exit code 2, with the place', async () => {
    const { code, stdout, stderr } = await runPlacard([
      'policy',
      'import',
      fileWith('none.yaml', 'version: "3"\n'),
    ])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/none\.yaml:1:10 \/version: /)
  })
})
