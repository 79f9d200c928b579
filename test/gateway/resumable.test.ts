import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { composeResult } from '../../gateway/protocol/compose.ts'
import { newEventLog, newRoom } from '../../gateway/serve/event-log.ts'
import { openForTest } from './open-for-test.ts'
import { fixturesFolder } from './open-witness.ts'

vi.setConfig({ testTimeout: 60_000 })

// biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every kind
type Event = { id: string | undefined; message: any }
type Answer = {
  /** The first event, which may say nothing; `next` leaves out such. */
  first(): Promise<Event>
  status: number
  type: string
  next(): Promise<Event | null>
  hangUp(): void
  text(): Promise<string>
}

/** A client of the earlier era that can hang up, before a server that says what it is told to. */
async function open(version = '2025-11-25') {
  const puppet = {
    command: process.execPath,
    args: [join(fixturesFolder, 'gateway/puppet.mjs')],
    env: { PUPPET_VERSION: version },
  }
  const { gateway } = await openForTest({ puppet })
  const { url } = await gateway.serveHttp({ port: 0 })
  return { url, session: () => openSession(url, version) }
}

async function openSession(url: string, version: string) {
  let session: { [name: string]: string } = {}
  const ask = async (method: string, headers: { [name: string]: string }, body?: object): Promise<Answer> => {
    const stop = new AbortController()
    const response = await fetch(url, {
      method,
      signal: stop.signal,
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        ...{ ...session, ...headers },
      },
      ...(body && { body: JSON.stringify({ jsonrpc: '2.0', ...body }) }),
    })
    const id = response.headers.get('mcp-session-id')
    if (id !== null) session = { 'mcp-session-id': id }
    const type = response.headers.get('content-type') ?? ''
    const read = type.startsWith('text/event-stream') ? reader(response) : async () => null
    return {
      ...{ status: response.status, type, hangUp: () => stop.abort(), text: () => response.text() },
      first: async () => (await read())!,
      async next() {
        const event = await read()
        return event === null || event.message !== null ? event : read()
      },
    }
  }
  const post = (body: object) => ask('POST', {}, body)
  const params = { protocolVersion: version, capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  const greeting = await post({ id: 0, method: 'initialize', params })
  await greeting.text()
  return {
    id: session['mcp-session-id']!,
    post,
    /** Lets the server say something; about its call once that has come. */
    tell: async (message: object) =>
      void (await (await post({ method: 'notifications/do', params: { message } })).text()),
    listen: (lastEventId?: string) =>
      ask('GET', lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    call: (id: number) =>
      post({
        ...{ id, method: 'tools/call' },
        params: { name: 'wait', arguments: {}, _meta: { progressToken: `token ${id}` } },
      }),
  }
}

/** Reads the events of an answer, one by one; null at its end. */
function reader(response: Response): () => Promise<Event | null> {
  const body = response.body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  return async () => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const lines = text.slice(0, end).split('\n')
        text = text.slice(end + 2)
        const field = (name: string) =>
          lines
            .find(line => line.startsWith(`${name}:`))
            ?.slice(name.length + 1)
            .trim()
        const data = field('data')
        if (data !== undefined) return { id: field('id'), message: data === '' ? null : JSON.parse(data) }
        continue
      }
      const { done, value } = await body.read().catch(() => ({ done: true, value: undefined }))
      if (done) return null
      text += decoder.decode(value, { stream: true })
    }
  }
}

const progress = (at: number) => ({
  method: 'notifications/progress',
  params: { progressToken: 'TOKEN', progress: at },
})
const result = { id: 'CALL', result: { content: [{ type: 'text', text: 'done' }] } }
const changed = { method: 'notifications/tools/list_changed' }

describe('a call whose connection breaks', () => {
  test('goes on where it was, and loses and repeats nothing', async () => {
    const { session } = await open()
    const { call, tell, listen } = await session()
    const answering = call(7)
    await tell(progress(1))
    const answer = await answering
    expect((await answer.first()).message).toBeNull()
    const first = await answer.next()
    expect(first!.message.params.progress).toBe(1)
    answer.hangUp()
    await tell(progress(2))
    await tell(progress(3))
    const again = await listen(first!.id)
    const rest = [await again.next(), await again.next()]
    expect(rest.map(event => event!.message.params.progress)).toEqual([2, 3])
    again.hangUp()
    await tell(progress(4))
    await tell(result)
    const last = await listen(rest[1]!.id)
    expect((await last.next())!.message.params.progress).toBe(4)
    expect((await last.next())!.message).toMatchObject({ id: 7, result: { content: [{ text: 'done' }] } })
    expect(await last.next()).toBeNull()
    // Who did not hear the answer asks once more.
    const once = await listen(rest[1]!.id)
    expect((await once.next())!.message.params.progress).toBe(4)
    expect((await once.next())!.message.id).toBe(7)
    expect(await once.next()).toBeNull()
  })

  test('tells older clients no event without a message', async () => {
    const { session } = await open('2025-06-18')
    const { call, tell } = await session()
    const answering = call(7)
    await tell(progress(1))
    expect((await (await answering).next())!.message.params.progress).toBe(1)
    await tell(result)
  })

  test('that has said nothing yet is answered with one message and no stream', async () => {
    const { session } = await open()
    const { call, tell } = await session()
    const answering = call(7)
    await tell(result)
    const answer = await answering
    expect(answer.type).toBe('application/json')
    expect(JSON.parse(await answer.text()).id).toBe(7)
  })
})

describe('what belongs to no call', () => {
  test('is kept while nobody listens, and goes on where it was', async () => {
    const { session } = await open()
    const { tell, listen } = await session()
    await tell(changed)
    const first = await listen()
    expect((await first.first()).message).toBeNull()
    const event = (await first.next())!
    expect(event.message.method).toBe(changed.method)
    first.hangUp()
    await tell({ ...changed, params: { _meta: { number: 2 } } })
    const again = await listen(event.id)
    expect((await again.next())!.message.params._meta.number).toBe(2)
  })
})

test('what is kept of streams is bounded, for one session and for all', () => {
  const message = (length: number) => composeResult(1, { text: 'x'.repeat(length) })
  const room = newRoom()
  const all = room.left
  const forgotten: number[] = []
  const log = newEventLog(room, ({ sequence }) => forgotten.push(sequence))
  const add = (to: typeof log, sequence: number, length: number) =>
    to.add({ stream: 1, sequence, message: message(length), last: false })
  for (let sequence = 1; sequence <= 6; sequence++) add(log, sequence, 1_000_000)
  expect(log.between(1, 1, 6).map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6])
  expect(forgotten).toEqual([1, 2])
  for (let sequence = 7; sequence <= 2_000; sequence++) add(log, sequence, 1)
  expect(log.between(1, 1, 2_000)).toHaveLength(500)
  // One that is larger than all of it is not kept, and leaves nothing behind.
  add(log, 2_001, 5_000_000)
  expect(log.between(1, 1, 2_001)).toEqual([])
  expect(room.left).toBe(all)
  const others = Array.from({ length: 40 }, () => newEventLog(room, () => {}))
  for (const other of others)
    for (let sequence = 1; sequence <= 4; sequence++) add(other, sequence, 1_000_000)
  expect(room.left).toBeGreaterThanOrEqual(0)
  for (const other of others) other.close()
  expect(room.left).toBe(all)
})

describe('an event', () => {
  test.each([
    '',
    '0.0',
    '1',
    '1.',
    '1.1.1',
    '-1.0',
    '1.99',
    '2.0',
    '99999999999999999999.0',
    '__proto__.0',
    'constructor',
    '1.0 ',
    '01.0',
    '1e0.0',
  ])('that is made up (%j) leads nowhere', async made => {
    const { session } = await open()
    const { tell, listen } = await session()
    await tell(changed)
    const answer = await listen(made)
    // What white space surrounds in a header is the same without it, and an empty one is none of a stream's.
    expect(answer.status).toBe(made.trim() === '1.0' ? 200 : 400)
    answer.hangUp()
  })

  test('of another session is worth nothing in one’s own', async () => {
    const { url, session } = await open()
    const victim = await session()
    const thief = await session()
    const answering = victim.call(7)
    await victim.tell(progress(1))
    const answer = await answering
    const { id } = (await answer.next())!
    answer.hangUp()
    await victim.tell({ ...progress(2), params: { progressToken: 'TOKEN', progress: 2, message: 'secret' } })
    const stolen = await thief.listen(id)
    expect(stolen.status).toBe(400)
    expect(await stolen.text()).not.toContain('secret')
    // Without a session there is no stream at all, and the modern era has none.
    for (const headers of [{}, { 'mcp-session-id': 'made-up' }, { 'mcp-protocol-version': '2026-07-28' }]) {
      const accept = 'text/event-stream'
      const none = await fetch(url, { headers: { ...headers, accept, 'last-event-id': id! } })
      expect([404, 405]).toContain(none.status)
      expect(await none.text()).not.toContain('secret')
    }
    expect((await (await victim.listen(id)).next())!.message.params.progress).toBe(2)
  })
})
