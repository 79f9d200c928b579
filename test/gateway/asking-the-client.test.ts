import { expect, onTestFinished, test, vi } from 'vitest'
import { call, modernMeta, notify, request } from './call.ts'
import { type Bench, openWitness } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

const policy = {
  version: '1',
  default: 'deny',
  tools: {
    say: { approval: { wait_seconds: 20 } },
    pay: { approval: { who: 'the treasurer', wait_seconds: 1 } },
  },
}

async function open(capabilities: object): Promise<Bench> {
  const bench = await openWitness(policy)
  onTestFinished(bench.close)
  await request(bench, 'initialize', { protocolVersion: '2025-11-25', capabilities })
  return bench
}

/** Answers the next question that the gateway puts to the client. */
async function answer(bench: Bench, result: object): Promise<string> {
  const seen = bench.lines.length
  const question = await bench.line(
    line => line.method === 'elicitation/create' && bench.lines.indexOf(line) >= seen - 1,
  )
  bench.send(`${JSON.stringify({ jsonrpc: '2.0', id: question.id, result })}\n`)
  return question.params.message
}

const yes = { action: 'accept', content: { allow: true } }

test('a client of the earlier era is asked, and its yes is good for one call', async () => {
  const bench = await open({ elicitation: {} })
  const first = call(bench, 'say', { text: 'hello' })
  expect(await answer(bench, yes)).toContain('"text": "hello"')
  expect((await first).isError).toBeUndefined()
  expect(bench.reached().match(/tools\/call/g)).toHaveLength(1)
  bench.lines.length = 0
  const second = call(bench, 'say', { text: 'hello' })
  await answer(bench, { action: 'decline' })
  expect((await second).content[0].text).toContain('said no')
  expect(bench.reached().match(/tools\/call/g)).toHaveLength(1)
})

test.each([
  { action: 'accept', content: { allow: false } },
  { action: 'accept', content: { allow: 'true' } },
  { action: 'accept' },
  { action: 'cancel' },
  {},
])('the answer %j is no yes', async result => {
  const bench = await open({ elicitation: { form: {} } })
  const called = call(bench, 'say', {})
  await answer(bench, result)
  expect((await called).isError).toBe(true)
  expect(bench.reached()).not.toContain('tools/call')
})

test.each([{}, { elicitation: { url: {} } }])('a client that cannot be asked (%j) is not', async can => {
  const bench = await open(can)
  bench.send('{"jsonrpc":"2.0","id":"waits","method":"tools/call","params":{"name":"say"}}\n')
  await request(bench, 'ping')
  notify(bench, 'notifications/cancelled', { requestId: 'waits' })
  await request(bench, 'ping')
  expect(bench.lines.some(line => line.method === 'elicitation/create' || line.id === 'waits')).toBe(false)
  expect(bench.reached()).not.toContain('tools/call')
})

test('a yes of the client is none where the policy wants that of somebody else', async () => {
  const bench = await open({ elicitation: {} })
  const result = await call(bench, 'pay', { amount: 1 })
  expect(result.isError).toBe(true)
  expect(bench.lines.some(line => line.method === 'elicitation/create')).toBe(false)
})

test('a client of the later era gets the question as a result, and brings the answer with the call', async () => {
  const bench = await openWitness(policy)
  onTestFinished(bench.close)
  const meta = modernMeta({ elicitation: { form: {} } })
  const asked = await call(bench, 'say', { text: 'hello' }, meta)
  expect(asked.resultType).toBe('input_required')
  expect(asked.inputRequests['placard-approval'].method).toBe('elicitation/create')
  const { requestState } = asked
  const inputResponses = { 'placard-approval': yes }
  const brought = { ...meta, requestState, inputResponses }
  // Another call, another state, or no answer: it is asked again.
  for (const [arguments_, more] of [
    [{ text: 'other' }, brought],
    [{ text: 'hello' }, { ...brought, requestState: 'placard-approval:other' }],
    [{ text: 'hello' }, { ...meta, requestState }],
  ] as const)
    expect((await call(bench, 'say', arguments_, more)).resultType).toBe('input_required')
  expect(bench.reached()).not.toContain('tools/call')
  expect((await call(bench, 'say', { text: 'hello' }, brought)).content).toEqual([
    { type: 'text', text: 'done' },
  ])
  expect(bench.reached()).not.toContain('inputResponses')
  expect(bench.reached()).not.toContain('requestState')
  // Used up.
  expect((await call(bench, 'say', { text: 'hello' }, brought)).resultType).toBe('input_required')
  expect(bench.reached().match(/tools\/call/g)).toHaveLength(1)
})
