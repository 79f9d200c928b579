import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApprovals } from '../../gateway/approvals/index.ts'
import { openAudit } from '../../gateway/audit/index.ts'
import { openGrants } from '../../gateway/grants/index.ts'
import { openState, type State } from '../../gateway/ledger/index.ts'
import { ended, type Ran, startPlacard } from './run-placard.ts'

// The commands about the gateway's state, as a user runs them.
const folder = mkdtempSync(join(tmpdir(), 'placard-cli-state-'))
const home = join(folder, 'home')
let state: State
beforeAll(async () => {
  state = await openState(join(folder, 'gateway.sqlite'))
})
afterAll(async () => {
  await state.close()
  rmSync(folder, { recursive: true })
})
const run = (words: string[], input = ''): Promise<Ran> => {
  const child = startPlacard(words, {
    PLACARD_STATE: folder,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
  })
  child.stdin!.on('error', () => {})
  child.stdin!.end(input)
  return ended(child)
}
const policy = join(folder, 'policy.json')
writeFileSync(policy, '{ "version": "1", "default": "deny", "tools": { "read": {} } }')

const ask = (tool: string) =>
  openApprovals(state.approvals).ask(
    { caller: 'local', server: 'npm:x', tool, policyVersion: 'v', arguments: { evil: '\u202e\u001b[2J' } },
    { who: 'user', waitMilliseconds: 600_000 },
  )

test('approvals are listed, answered once, and refused where there is none', {
  timeout: 60_000,
}, async () => {
  expect((await run(['approvals'])).stdout).toBe('No call waits for a yes.\n')
  const [one, other] = [(await ask('send\u001b[31m'))!, (await ask('pay'))!]
  const { stdout } = await run(['approvals', 'list'])
  expect(stdout).toContain(one.id)
  expect(stdout).toContain('\\u{202e}')
  expect(stdout).not.toMatch(/[\u202e\u001b]/)
  expect((await run(['approvals', 'approve', one.id])).code).toBe(0)
  expect((await run(['approvals', 'deny', other.id])).code).toBe(0)
  const again = await run(['approvals', 'approve', other.id])
  expect([again.code, again.stderr]).toEqual([2, `placard: The question ${other.id} is not open any more.\n`])
  expect((await run(['approvals', 'approve', 'nothing'])).code).toBe(2)
  const approvals = openApprovals(state.approvals)
  expect([(await approvals.get(one.id))!.state, (await approvals.get(other.id))!.state]).toEqual([
    'approved',
    'denied',
  ])
})

test('approvals are answered as they come', { timeout: 60_000 }, async () => {
  const asked = []
  // One more than there are answers: the end of them ends the watch. Their times tell which comes first.
  for (const path of ['a', 'b', 'c', 'd']) {
    asked.push((await ask(path))!)
    await wait(3)
  }
  const [one, two, three] = asked as [(typeof asked)[0], (typeof asked)[0], (typeof asked)[0]]
  const { code, stdout } = await run(['approvals', 'watch'], 'yes\nwhat?\nno\n')
  expect(code).toBe(0)
  expect(stdout).toContain('Approved, once.')
  expect(stdout).toContain('Left open')
  const approvals = openApprovals(state.approvals)
  const states = await Promise.all([one, two, three].map(({ id }) => approvals.get(id)))
  expect(states.map(approval => approval!.state)).toEqual(['approved', 'pending', 'denied'])
})

test('grants are made, listed, rotated and revoked', { timeout: 60_000 }, async () => {
  const grants = openGrants(state.grants)
  const added = await run([
    'grants',
    'add',
    'bot',
    '--policy',
    policy,
    '--server',
    'memory',
    '--expires',
    '30d',
  ])
  expect(added.code).toBe(0)
  const token = added.stdout.trimEnd()
  expect(await grants.verify(token)).toMatchObject({ name: 'bot', policy, servers: ['memory'] })
  const listed = await run(['grants'])
  expect(listed.stdout).toContain('bot')
  expect(listed.stdout).not.toContain(token.slice(-43))
  const rotated = await run(['grants', 'rotate', 'bot', '--grace', '1h'])
  expect(await grants.verify(token)).not.toBeNull()
  expect(await grants.verify(rotated.stdout.trimEnd())).not.toBeNull()
  expect((await run(['grants', 'revoke', 'bot'])).stdout).toContain('revoked')
  expect(await grants.verify(rotated.stdout.trimEnd())).toBeNull()
  expect((await run(['grants', 'revoke', 'bot'])).code).toBe(2)
  expect((await run(['grants', 'add', 'x', '--policy', join(folder, 'none.json')])).code).toBe(2)
  expect((await run(['grants', 'add', 'x', '--policy', policy, '--expires', 'soon'])).code).toBe(2)
})

test('the audit log is checked, shown, exported and summed up', { timeout: 60_000 }, async () => {
  expect((await run(['audit', 'verify'])).code).toBe(2)
  const audit = openAudit({ folder: join(folder, 'audit') })
  const entry = {
    who: 'local',
    session: 's',
    server: 'npm:x',
    rule: '/tools/read',
    policy: 'v',
    arguments: { a: 1 },
  }
  audit.record({ ...entry, tool: 'read', decision: 'allow' })
  audit.record({ ...entry, tool: 'drop\u001b[31m', decision: 'deny', rule: '/default' })
  audit.close()
  const verified = await run(['audit', 'verify'])
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('The log is sound.')])
  const head = /head ([0-9a-f]{64})/.exec(verified.stdout)![1]!
  expect((await run(['audit', 'verify', '--head', head])).code).toBe(0)
  expect((await run(['audit', 'verify', '--head', 'f'.repeat(64)])).code).toBe(1)
  const shown = await run(['audit', 'show', '--denied'])
  expect(shown.stdout).toContain('/default')
  expect(shown.stdout).not.toMatch(/\u001b|\/tools\/read/)
  const sessions = await run(['audit', 'sessions'])
  expect(sessions.stdout).toContain('1 call went through, 1 denied')
  for (const [format, lines] of [
    ['jsonl', 2],
    ['csv', 3],
    ['otlp', 1],
  ] as const)
    expect((await run(['audit', 'export', '--format', format])).stdout.trimEnd().split('\n')).toHaveLength(
      lines,
    )
  const file = join(folder, 'audit/lane-1/000001.jsonl')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"allow"', '"deny"'))
  const changed = await run(['audit', 'verify'])
  expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining('NOT sound')])
})

test('a client is led through the gateway, and back', { timeout: 60_000 }, async () => {
  const file = join(folder, 'mcp.json')
  const text =
    '{\n  // mine\n  "mcpServers": { "x": { "command": "node", "args": ["x.js"], "env": { "KEY": "secret" } } }\n}\n'
  writeFileSync(file, text)
  const words = ['cursor', '--file', file]
  const install = ['gateway', 'install', ...words, '--policy', policy]
  const dry = await run([...install, '--dry-run'])
  expect([dry.code, readFileSync(file, 'utf8')]).toEqual([0, text])
  expect(dry.stdout).toMatch(/^\+.*gateway/m)
  const unasked = await run(install)
  expect([unasked.code, readFileSync(file, 'utf8')]).toEqual([2, text])
  expect((await run([...install, '--yes'])).code).toBe(0)
  const installed = JSON.parse(readFileSync(file, 'utf8').replace('// mine', '')).mcpServers.x
  expect(installed).toEqual({
    command: process.execPath,
    args: [
      expect.stringMatching(/placard\.mjs$/),
      'gateway',
      '--policy',
      policy,
      '--id',
      'local:x',
      '--',
      'node',
      'x.js',
    ],
    env: { KEY: 'secret' },
  })
  expect((await run([...install, '--yes'])).stdout).toBe('There is nothing to change.\n')
  expect((await run(['gateway', 'uninstall', ...words, '--yes'])).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe(text)
  expect((await run(['gateway', 'install', 'nobody'])).stderr).toContain('claude-desktop')
})
