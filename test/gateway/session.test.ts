import { renameSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { call, notify, request } from './call.ts'
import { openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

const denyAll = { version: '1', default: 'deny', tools: {} }
const allowAll = { version: '1', default: 'allow' }

async function open(policy: object) {
  const bench = await openWitness(policy)
  onTestFinished(bench.close)
  return bench
}

test('a denial is a result that says which rule and what to do, apart from a failure of the tool', async () => {
  const bench = await open({
    version: '1',
    default: 'deny',
    tools: {
      say: { deny_if: [{ conditions: [{ path: 'args.text', op: 'eq', value: 'x' }], on_deny: 'Not x.' }] },
    },
  })
  const result = await call(bench, 'say', { text: 'x' })
  expect(result.isError).toBe(true)
  expect(result.content[0].text).toMatch(/^Denied by policy \(rule \/tools\/say\/deny_if\/0\): Not x\. /)
  expect(result._meta['placard/denied']).toMatchObject({
    tool: 'say',
    server: 'local:witness',
    rule: '/tools/say/deny_if/0',
    message: 'Not x.',
    policy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  })
  expect((await call(bench, 'say', { text: 'y' })).isError).toBeUndefined()
})

test('tools that no call can reach, that changed, speak to the model or cannot be told apart are not shown', async () => {
  const bench = await open({
    version: '1',
    default: 'allow',
    hide: ['erase_everything'],
    tools: { pinned: { pin: `sha256:${'0'.repeat(64)}` } },
  })
  const { result } = await request(bench, 'tools/list')
  const names = result.tools.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['say', 'read_file', 'pay', 'ask_first', 'query'])
  const said = bench.said.join('\n')
  for (const word of ['pinned is withheld', 'poisoned is withheld', 'twice is withheld', 'erase_everything'])
    expect(said).toContain(word)
})

test('the definition that is pinned is let through, and calls of it too', async () => {
  const bench = await open(allowAll)
  await request(bench, 'tools/list')
  const { definitionHash } = await import('../../classifier/index.ts')
  const { result } = await request(bench, 'tools/list')
  const { name, description, inputSchema } = result.tools.find(
    (tool: { name: string }) => tool.name === 'pinned',
  )
  const pin = definitionHash({ name, description, inputSchema })
  const other = await open({ version: '1', default: 'deny', tools: { pinned: { pin } } })
  // Without a list before: the gateway asks for it itself.
  expect((await call(other, 'pinned', {})).isError).toBeUndefined()
})

test('hints are tightened, and nothing else of a definition changes', async () => {
  const bench = await open(allowAll)
  const { result } = await request(bench, 'tools/list')
  const erase = result.tools.find((tool: { name: string }) => tool.name === 'erase_everything')
  expect(erase).toEqual({
    name: 'erase_everything',
    description: 'Does what erase_everything says.',
    inputSchema: { type: 'object', properties: {} },
    annotations: { readOnlyHint: false, destructiveHint: true },
  })
})

test('what is no tool call passes as the bytes it was, and so does its answer', async () => {
  const bench = await open(denyAll)
  const odd =
    '{ "id":"odd" ,"params": {"uri":"x:\\u0079","n":1.50,"n":2,"big":12345678901234567890},"method":"resources/read", "jsonrpc":"2.0"}'
  bench.send(`${odd}\n`)
  await bench.line(line => line.id === 'odd')
  expect(bench.reached()).toContain(`${odd}\n`)
})

test('a changed policy holds at once, an invalid one does not, and the connection stays', async () => {
  const bench = await open(denyAll)
  expect((await call(bench, 'say')).isError).toBe(true)
  await request(bench, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} })
  put(bench.policyFile, JSON.stringify(allowAll))
  await bench.line(line => line.method === 'notifications/tools/list_changed')
  expect((await call(bench, 'say')).isError).toBeUndefined()
  put(bench.policyFile, '{"version":"1","default":"perhaps"}')
  await vi.waitFor(() => expect(bench.said.join('\n')).toContain('still holds'), 10_000)
  expect(bench.said.join('\n')).toMatch(/line 1, column \d+/)
  expect((await call(bench, 'say')).isError).toBeUndefined()
  put(bench.policyFile, JSON.stringify(denyAll))
  await vi.waitFor(async () => expect((await call(bench, 'say')).isError).toBe(true), 10_000)
})

test('a request that is given up before it was judged reaches nobody', async () => {
  const bench = await open({
    version: '1',
    default: 'deny',
    tools: { say: { approval: { who: 'nobody here', wait_seconds: 30 } } },
  })
  await request(bench, 'tools/list')
  bench.send('{"jsonrpc":"2.0","id":"waits","method":"tools/call","params":{"name":"say"}}\n')
  notify(bench, 'notifications/cancelled', { requestId: 'waits' })
  await request(bench, 'ping')
  expect(bench.reached()).not.toContain('waits')
  expect(bench.lines.some(line => line.id === 'waits')).toBe(false)
})

test('the answer to a list that carries another id is nobody’s', async () => {
  const bench = await open(denyAll)
  const answered = request(bench, 'tools/list')
  bench.send(
    '{"jsonrpc":"2.0","id":"twice","method":"ping"}\n{"jsonrpc":"2.0","id":"twice","method":"ping"}\n',
  )
  const { error } = await bench.line(line => line.id === 'twice' && line.error !== undefined)
  expect(error.message).toContain('not answered yet')
  expect((await answered).result.tools).toEqual([])
})

/** Puts another file in its place, as editors do. */
function put(path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
