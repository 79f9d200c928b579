import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { modernMeta, notify, request } from '../call.ts'
import { ownFolder } from '../open-state.ts'
import { type Bench, fixturesFolder, type Line, openWitness } from '../open-witness.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const folder = ownFolder()
const reached = (name: string) => readFileSync(join(folder, name), 'utf8')
/** What must not get to any server. */
const forbidden = 'FORBIDDEN'

let bench: Bench
beforeAll(async () => {
  const server = (name: string, policy: object) => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(policy))
    writeFileSync(join(folder, name), '')
    const args = [join(fixturesFolder, 'gateway/witness.mjs'), join(folder, name)]
    return { command: process.execPath, args, policy: join(folder, `${name}.json`) }
  }
  const allow = { version: '1', default: 'allow' }
  const deny = { version: '1', default: 'deny', tools: { say: {} } }
  bench = await openWitness(allow, {
    servers: { open: server('open', allow), 'open-2': server('open-2', deny), shut: server('shut', deny) },
  })
  await request(bench, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} })
  await request(bench, 'tools/list')
})
afterAll(() => bench.close())

const refused = ({ error, result }: Line) => error !== undefined || result.isError === true

test.each([
  ['the name without its server', 'erase_everything'],
  ['a server that is none', 'other__erase_everything'],
  ['a server in capitals', 'OPEN__erase_everything'],
  ['a server with a space', ' open__erase_everything'],
  ['a server with an unseen character', 'open\u200b__erase_everything'],
  ['a server in full width', '\uff4fpen__erase_everything'],
  ['a divider in full width', 'open\uff3f\uff3ferase_everything'],
  ['a divider too many', 'open____erase_everything'],
  ['a divider too few', 'open_erase_everything'],
  ['a slash as divider', 'open/erase_everything'],
  ['one server within another', 'shut__open__erase_everything'],
  ['another server before', 'open-2__open__erase_everything'],
  ['a server that begins like another', 'open-2__erase_everything'],
  ['the server that denies', 'shut__erase_everything'],
  ['no server before the divider', '__erase_everything'],
  ['a prototype', '__proto__'],
  ['a prototype of a server', 'shut____proto__'],
  ['nothing behind the divider', 'shut__'],
  ['a name of another case behind it', 'shut__Say'],
  ['an unseen character behind it', 'shut__say\u200b'],
])('a call with %s reaches nobody that does not let it in', async (_name, name) => {
  const before = ['open-2', 'shut'].map(server => reached(server).length)
  const answer = await request(bench, 'tools/call', { name, arguments: { text: forbidden } })
  // Of the first server every tool is allowed: a name that it does not have is for it to refuse.
  if (!name.startsWith('open__')) expect(refused(answer)).toBe(true)
  expect(reached('open-2').slice(before[0])).not.toContain(forbidden)
  expect(reached('shut').slice(before[1])).not.toContain(forbidden)
})

test('a name is one server’s alone, and only its own tool is called there', async () => {
  const answer = await request(bench, 'tools/call', { name: 'shut__say', arguments: { text: 'hello' } })
  expect(answer.result.content).toEqual([{ type: 'text', text: 'done' }])
  expect(reached('shut')).toContain('"name":"say"')
  expect(reached('open') + reached('open-2')).not.toContain('hello')
})

test.each([
  ['a prompt without its server', 'prompts/get', { name: 'x' }],
  ['a prompt of a server in capitals', 'prompts/get', { name: 'SHUT__x' }],
  ['a name that is a list', 'prompts/get', { name: ['shut__x'] }],
  ['a completion without a reference', 'completion/complete', { ref: null, argument: {} }],
  ['a completion for no server', 'completion/complete', { ref: { type: 'ref/prompt', name: 'x' } }],
  ['an address that is none', 'resources/read', { uri: 5 }],
  ['a method of nobody', 'shut__tools/call', { name: 'erase_everything' }],
  ['a method in capitals', 'Tools/Call', { name: 'shut__erase_everything' }],
])('%s reaches nobody', async (_name, method, params) => {
  const before = ['open', 'open-2', 'shut'].map(server => reached(server).length)
  expect(refused(await request(bench, method, { ...params, note: forbidden }))).toBe(true)
  for (const [index, server] of ['open', 'open-2', 'shut'].entries())
    expect(reached(server).slice(before[index])).not.toContain(forbidden)
})

test('a word of the client that a server listens, or has ended it, is nobody’s', async () => {
  const params = { ...modernMeta(), notifications: { toolsListChanged: true } }
  bench.send(`${JSON.stringify({ jsonrpc: '2.0', id: 'mine', method: 'subscriptions/listen', params })}\n`)
  const seen = bench.lines.length
  const word = {
    _meta: { 'io.modelcontextprotocol/subscriptionId': 'mine' },
    notifications: { [forbidden]: true },
  }
  notify(bench, 'notifications/subscriptions/acknowledged', word)
  await request(bench, 'ping')
  expect(JSON.stringify(bench.lines.slice(seen))).not.toContain(forbidden)
})
