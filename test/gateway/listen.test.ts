import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { call, modernMeta, notify, request } from './call.ts'
import { type Bench, fixturesFolder, type Line, openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

const later = {
  command: process.execPath,
  args: [join(fixturesFolder, 'conformance/server.mjs')],
  env: { FIXTURE_ERA: 'modern' },
}
/** A server that knows no method at all. */
const older = {
  command: process.execPath,
  args: [
    '-e',
    `require('node:readline').createInterface({ input: process.stdin }).on('line', line =>
      console.log(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(line).id, error: { code: -32601, message: '' } })))`,
  ],
}
const subscription = 'io.modelcontextprotocol/subscriptionId'
const changed = 'notifications/tools/list_changed'
const acknowledged = 'notifications/subscriptions/acknowledged'

async function open(servers: object, policy: object = { version: '1', default: 'allow' }): Promise<Bench> {
  const bench = await openWitness(policy, { servers })
  onTestFinished(bench.close)
  return bench
}

/** Listens for changes of the list of tools; the server's word that it is heard. */
function listen(bench: Bench, id: string): Promise<Line> {
  const params = { ...modernMeta(), notifications: { toolsListChanged: true, promptsListChanged: true } }
  bench.send(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'subscriptions/listen', params })}\n`)
  return bench.line(line => line.params?._meta?.[subscription] === id || line.id === id)
}

const heard = (bench: Bench, id: string) =>
  bench.lines.filter(line => line.method === changed && line.params._meta[subscription] === id)

test('one request listens to all servers, and is acknowledged once', async () => {
  const bench = await open({ one: later, two: later, old: older })
  const word = await listen(bench, 'mine')
  expect(word.method).toBe(acknowledged)
  expect(word.params.notifications).toEqual({ toolsListChanged: true, promptsListChanged: true })
  for (const [index, server] of ['one', 'two'].entries()) {
    await call(bench, `${server}__test_trigger_tool_change`, {}, modernMeta())
    await bench.line(() => heard(bench, 'mine').length === index + 1)
  }
  expect(bench.lines.filter(line => line.method === acknowledged)).toHaveLength(1)
  // Who has stopped listening hears no more of it.
  notify(bench, 'notifications/cancelled', { requestId: 'mine', ...modernMeta() })
  await listen(bench, 'other')
  await call(bench, 'one__test_trigger_tool_change', {}, modernMeta())
  await bench.line(() => heard(bench, 'other').length === 1)
  expect(heard(bench, 'mine')).toHaveLength(2)
})

test('where no server tells of changes, the answer says so', async () => {
  const bench = await open({ one: older, two: older })
  expect((await listen(bench, 'mine')).error.code).toBe(-32601)
})

test('a policy that changes is told to who listens for tools', async () => {
  const bench = await open({ one: later })
  await listen(bench, 'mine')
  writeFileSync(bench.policyFile, '{"version":"1","default":"deny","tools":{}}')
  await bench.line(() => heard(bench, 'mine').length === 1)
  const { result } = await request(bench, 'tools/list', modernMeta())
  expect(result.tools).toEqual([])
})
