import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { expectGone } from '../crawler/fixture.ts'
import { ended, runPlacard, startPlacard } from './run-placard.ts'

vi.setConfig({ testTimeout: 60_000 })

const witness = join(import.meta.dirname, '../fixtures/gateway/witness.mjs')
const call = (id: number, name: string) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: {} } })}\n`

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'placard-cli-gateway-'))
  writeFileSync(join(folder, 'policy.json'), '{"version":"1","default":"deny","tools":{"say":{}}}')
  writeFileSync(join(folder, 'reached'), '')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

function words(...command: string[]): string[] {
  const state = join(folder, 'state')
  return ['gateway', '--policy', join(folder, 'policy.json'), '--state', state, '--', ...command]
}

test('what is piped in is answered before the gateway ends', async () => {
  const input = call(1, 'say') + call(2, 'erase_everything')
  const { code, stdout } = await runPlacard(words(process.execPath, witness, join(folder, 'reached')), input)
  expect(code).toBe(0)
  const answers = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(answers.map(({ id, result }) => [id, result.isError ?? false]).sort()).toEqual([
    [1, false],
    [2, true],
  ])
  expect(readFileSync(join(folder, 'reached'), 'utf8')).not.toContain('erase_everything')
})

test.each([
  [['gateway'], /Name what stands behind the gateway/],
  [['gateway', '--', 'server'], /needs a policy/],
  [['gateway', '--policy', '/no/such/file', '--', 'server'], /cannot be read/],
  [['gateway', '--config', '/no/such/file'], /no file/],
])('%j is refused with what to do', async (line, message) => {
  const { code, stderr, stdout } = await runPlacard(line)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(message)
})

test('a policy with a fault is refused with its place', async () => {
  writeFileSync(join(folder, 'policy.json'), '{\n "version": "1",\n "default": "maybe"\n}')
  const { code, stderr } = await runPlacard(words(process.execPath, witness, join(folder, 'reached')))
  expect(code).toBe(2)
  expect(stderr).toContain('line 3, column')
})

test('a server that cannot be started ends the gateway, and says why', async () => {
  const { code, stdout, stderr } = await runPlacard(words(join(folder, 'no-such-program')), call(1, 'say'))
  expect(code).toBe(2)
  expect(stderr).toContain('could not be started')
  expect(JSON.parse(stdout).error.message).toContain('cannot answer')
})

test('a server that dies in the middle of a call ends it with an error', async () => {
  const program = `process.stdin.on('data', text => { if (String(text).includes('"say"')) process.kill(process.pid, 'SIGKILL')
    else process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(text).id, result: { tools: [] } }) + '\\n') })`
  const child = startPlacard(words(process.execPath, '-e', program))
  child.stdin!.write(call(1, 'say'))
  const { code, stdout, stderr } = await ended(child)
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ id: 1, error: { code: -32603 } })
  expect(stderr).toContain('SIGKILL')
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the gateway and its server', async signal => {
  const program = `process.stdin.on('data', text => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(text).id, result: { pid: process.pid } }) + '\\n'))`
  const child = startPlacard(words(process.execPath, '-e', program))
  child.stdin!.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
  const { result } = JSON.parse(await firstLine(child))
  const over = ended(child)
  child.kill(signal)
  expect((await over).code).toBe(0)
  await expectGone(result.pid)
})

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    child.stdout!.on('data', chunk => {
      text += chunk
      if (text.includes('\n')) resolve(text.split('\n')[0]!)
    })
  })
}
