import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { call, modernMeta, request } from './call.ts'
import { openForTest } from './open-for-test.ts'
import { fixturesFolder, openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A client of the earlier era before a server that only speaks the later one. */
async function connectOlder(): Promise<Client> {
  const server = {
    command: process.execPath,
    args: [join(fixturesFolder, 'conformance/server.mjs')],
    env: { FIXTURE_ERA: 'modern' },
  }
  const { gateway } = await openForTest(
    { later: server },
    { version: '1', default: 'allow', hide: ['test_error_handling'] },
  )
  const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } })
  onTestFinished(() => client.close())
  const { url } = await gateway.serveHttp({ port: 0 })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return client
}

test('a client of the earlier era uses a server of the later one, questions included', async () => {
  const client = await connectOlder()
  const questions: string[] = []
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    questions.push(params.message)
    return { action: 'accept', content: questions.length === 1 ? { name: 'Ada' } : { color: 'green' } }
  })
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('test_simple_text')
  const result = await client.callTool({ name: 'test_input_required_result_multi_round', arguments: {} })
  expect(result.content).toEqual([{ type: 'text', text: 'Ada likes green' }])
  expect(questions).toEqual(['What is your name?', 'Which colour do you like?'])
  const progress: number[] = []
  const onprogress = ({ progress: at }: { progress: number }) => void progress.push(at)
  await client.callTool({ name: 'test_tool_with_progress', arguments: {} }, { onprogress })
  expect(progress).toEqual([0, 50, 100])
  expect((await client.callTool({ name: 'test_error_handling', arguments: {} })).isError).toBe(true)
  await client.ping()
  expect((await client.readResource({ uri: 'test://static-text' })).contents).toHaveLength(1)
})

test('a change of the later server’s tools is told to the earlier client', async () => {
  const client = await connectOlder()
  const changed = new Promise<void>(resolve => {
    client.setNotificationHandler('notifications/tools/list_changed', () => resolve())
  })
  // The stream for what comes by itself is opened behind the handshake.
  const trigger = setInterval(() => {
    client.callTool({ name: 'test_trigger_tool_change', arguments: {} }).catch(() => {})
  }, 200)
  await changed.finally(() => clearInterval(trigger))
})

test('a client of the later era uses a server of the earlier one, where it is let', async () => {
  const bench = await openWitness({ version: '1', default: 'deny', tools: { say: {} } }, { bridge: true })
  onTestFinished(bench.close)
  const { result } = await request(bench, 'server/discover', modernMeta())
  expect(result).toMatchObject({
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
  })
  const list = (await request(bench, 'tools/list', modernMeta())).result
  expect(list).toMatchObject({ resultType: 'complete', cacheScope: 'private', tools: [{ name: 'say' }] })
  expect(await call(bench, 'say', {}, modernMeta())).toMatchObject({
    resultType: 'complete',
    content: [{ text: 'done' }],
  })
  expect((await call(bench, 'erase_everything', {}, modernMeta())).isError).toBe(true)
  expect(bench.reached()).not.toContain('erase_everything')
  expect((await request(bench, 'ping', modernMeta())).error.code).toBe(-32601)
})

test('a client of the later era that only asks whether a server is of its own falls back as without a gateway', async () => {
  const bench = await openWitness({ version: '1', default: 'deny', tools: { say: {} } })
  onTestFinished(bench.close)
  await request(bench, 'server/discover', modernMeta())
  expect(bench.reached()).toContain('server/discover')
  const { result } = await request(bench, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} })
  expect(result.serverInfo.name).toBe('witness')
})
