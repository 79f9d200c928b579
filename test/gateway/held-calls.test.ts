import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { call, modernMeta, request } from './call.ts'
import { type Bench, fixturesFolder, type Line, openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

const puppet = { command: process.execPath, args: [join(fixturesFolder, 'gateway/puppet.mjs')] }
const asks = modernMeta({ elicitation: { form: {} }, sampling: {}, roots: {} })

/** A client of the later era before a server of the earlier one that asks in the middle of calls. */
async function open(policy: object = { version: '1', default: 'allow' }): Promise<Bench> {
  const bench = await openWitness(policy, { servers: { puppet }, bridge: true })
  onTestFinished(bench.close)
  await request(bench, 'server/discover', asks)
  return bench
}

const answered = (inputs: object, state: unknown) => ({
  ...asks,
  inputResponses: { question: inputs },
  requestState: state,
})
const yes = { action: 'accept', content: { name: 'Ada' } }
const said = ({ content }: Line) => JSON.parse(content[0].text)

test('a server of the earlier era asks in the middle of a call, and the call goes on with the answer', async () => {
  const bench = await open()
  const asked = await call(bench, 'ask', { message: 'Who?' }, asks)
  expect(asked).toMatchObject({
    resultType: 'input_required',
    inputRequests: { question: { method: 'elicitation/create', params: { message: 'Who?' } } },
  })
  const done = await call(bench, 'ask', { message: 'Who?' }, answered(yes, asked.requestState))
  expect(done.resultType).toBe('complete')
  // One call, made twice by the client and once at the server.
  expect(said(done)).toEqual({ result: yes, calls: 1 })
})

test.each(['sampling/createMessage', 'roots/list'])('so does one that wants %s', async method => {
  const bench = await open()
  const asked = await call(bench, 'ask', { method }, asks)
  expect(asked.inputRequests.question.method).toBe(method)
  const done = await call(bench, 'ask', { method }, answered({ roots: [] }, asked.requestState))
  expect(said(done)).toEqual({ result: { roots: [] }, calls: 1 })
})

test('a call that is made again counts once', async () => {
  const limits = [{ counter: 'asked', window: 'day', max: 1, scope: 'server' }]
  const bench = await open({ version: '1', default: 'allow', tools: { ask: { limits } } })
  const asked = await call(bench, 'ask', {}, asks)
  expect(said(await call(bench, 'ask', {}, answered(yes, asked.requestState)))).toEqual({
    result: yes,
    calls: 1,
  })
  expect((await call(bench, 'ask', {}, asks)).isError).toBe(true)
})

test.each([
  ['no elicitation', modernMeta({})],
  ['sampling alone', modernMeta({ sampling: {} })],
])('a client with %s is not asked, and the server is told so', async (_what, meta) => {
  const bench = await open()
  expect(said(await call(bench, 'ask', {}, meta))).toEqual({ error: -32601, calls: 1 })
})

test('a method that is no question is put to nobody', async () => {
  const bench = await open()
  expect(said(await call(bench, 'ask', { method: 'tools/call' }, asks))).toEqual({ error: -32601, calls: 1 })
})

test('the answer to one call goes on with no other, and not twice', async () => {
  const bench = await open()
  const asked = await call(bench, 'ask', { message: 'Who?' }, asks)
  const { requestState } = asked
  const wrong: [object, object][] = [
    [{ message: 'Someone else?' }, answered(yes, requestState)],
    [{}, answered(yes, requestState)],
    [{ message: 'Who?' }, answered(yes, `${requestState}x`)],
    [{ message: 'Who?' }, answered(yes, 'placard-held:')],
    [{ message: 'Who?' }, { ...asks, requestState, inputResponses: {} }],
    [{ message: 'Who?' }, { ...asks, requestState, inputResponses: { question: 'yes' } }],
    [{ message: 'Who?' }, { ...asks, requestState, inputResponses: { constructor: yes } }],
  ]
  for (const [arguments_, more] of wrong) {
    const { error } = await request(bench, 'tools/call', { name: 'ask', arguments: arguments_, ...more })
    expect(error?.code).toBe(-32602)
  }
  const { error } = await request(bench, 'tools/call', {
    name: 'wait',
    arguments: { message: 'Who?' },
    ...answered(yes, requestState),
  })
  expect(error?.code).toBe(-32602)
  const right = answered(yes, requestState)
  expect(said(await call(bench, 'ask', { message: 'Who?' }, right))).toEqual({ result: yes, calls: 1 })
  const again = await request(bench, 'tools/call', { name: 'ask', arguments: { message: 'Who?' }, ...right })
  expect(again.error.code).toBe(-32602)
})

test('where two calls wait, nobody knows whose question it is, and nobody is asked', async () => {
  const bench = await open()
  await call(bench, 'ask', { number: 1 }, asks)
  expect(said(await call(bench, 'ask', { number: 2 }, asks))).toEqual({ error: -32601, calls: 2 })
})
