import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { modernMeta, notify, request } from './call.ts'
import { type Bench, fixturesFolder, type Line, openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

const subscription = 'io.modelcontextprotocol/subscriptionId'
const allow = { version: '1', default: 'allow' }

/** A server of the later era that tells of a change as soon as somebody listens for a resource. */
const later = `require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line)
  const send = message => console.log(JSON.stringify({ jsonrpc: '2.0', ...message }))
  if (method === 'initialize') send({ id, error: { code: -32601, message: '' } })
  if (method === 'server/discover')
    send({ id, result: { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { resources: { subscribe: true } } } })
  if (method !== 'subscriptions/listen') return
  const _meta = { '${subscription}': id }
  send({ method: 'notifications/subscriptions/acknowledged', params: { _meta, notifications: params.notifications } })
  for (const uri of params.notifications.resourceSubscriptions ?? [])
    send({ method: 'notifications/resources/updated', params: { _meta, uri } })
})`

async function open(server: object): Promise<Bench> {
  const bench = await openWitness(allow, { servers: { server }, bridge: true })
  onTestFinished(bench.close)
  return bench
}

const updated = (uri: string) => (line: Line) =>
  line.method === 'notifications/resources/updated' && line.params.uri === uri

test('a client of the earlier era hears of resources of a later server that it has subscribed to', async () => {
  const bench = await open({ command: process.execPath, args: ['-e', later] })
  await request(bench, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} })
  notify(bench, 'notifications/initialized')
  expect((await request(bench, 'resources/subscribe', { uri: 'test://a' })).result).toEqual({})
  await bench.line(updated('test://a'))
  await request(bench, 'resources/subscribe', { uri: 'test://b' })
  await bench.line(updated('test://b'))
  await request(bench, 'resources/unsubscribe', { uri: 'test://a' })
  bench.lines.length = 0
  await request(bench, 'resources/subscribe', { uri: 'test://c' })
  await bench.line(updated('test://c'))
  expect(bench.lines.some(updated('test://a'))).toBe(false)
})

test('a client of the later era hears of resources of an earlier server, and of no others', async () => {
  const bench = await open({
    command: process.execPath,
    args: [join(fixturesFolder, 'gateway/puppet.mjs')],
  })
  const listen = (id: string, uris: string[]) => {
    const params = { ...modernMeta(), notifications: { resourceSubscriptions: uris } }
    bench.send(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'subscriptions/listen', params })}\n`)
    return bench.line(line => line.method?.endsWith('acknowledged') && line.params._meta[subscription] === id)
  }
  const word = await listen('one', ['test://a'])
  expect(word.params.notifications).toEqual({ resourceSubscriptions: ['test://a'] })
  const first = await bench.line(updated('test://a/part'))
  expect(first.params._meta[subscription]).toBe('one')
  await listen('two', ['test://ab'])
  const second = await bench.line(updated('test://ab/part'))
  expect(second.params._meta[subscription]).toBe('two')
})
