import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bench, openWitness } from '../open-witness.ts'
import { callText, forbidden, policies } from './case.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

type Headers = { [name: string]: string | string[] }
type Answer = { status: number; body: string; headers: { [name: string]: unknown } }
type HttpCase = {
  name: string
  method?: string
  path?: string
  headers?: Headers
  body?: string | Buffer
  status: number
}

const modern = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}
/** A call of the later era, of a tool that is allowed unless told otherwise. */
const modernCall = (name = 'say', meta: object = modern) =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: { text: forbidden }, _meta: meta },
  })
const mirrors = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'say' }
const without = (name: string) => Object.fromEntries(Object.entries(mirrors).filter(([key]) => key !== name))

const cases: HttpCase[] = [
  { name: 'a host of a stranger', headers: { host: 'evil.example' }, status: 403 },
  { name: 'a host that begins like ours', headers: { host: 'localhost.evil.example' }, status: 403 },
  { name: 'a host with a user before', headers: { host: 'localhost@evil.example' }, status: 403 },
  { name: 'an origin of a stranger', headers: { origin: 'https://evil.example' }, status: 403 },
  {
    name: 'an origin that begins like ours',
    headers: { origin: 'http://127.0.0.1.evil.example' },
    status: 403,
  },
  { name: 'the origin of a file', headers: { origin: 'null' }, status: 403 },
  { name: 'an origin that is a pattern', headers: { origin: '*' }, status: 403 },
  { name: 'two origins', headers: { origin: ['http://localhost', 'https://evil.example'] }, status: 403 },
  { name: 'a body that says it is a form', headers: { 'content-type': 'text/plain' }, status: 415 },
  { name: 'a body that says nothing', headers: { 'content-type': '' }, status: 415 },
  { name: 'a body in UTF-16', headers: { 'content-type': 'application/json; charset=utf-16' }, status: 415 },
  { name: 'a body in UTF-7', headers: { 'content-type': 'application/json; charset=utf-7' }, status: 415 },
  {
    name: 'a compressed body',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(modernCall()),
    status: 415,
  },
  { name: 'a client that takes no streams', headers: { accept: 'application/json' }, status: 406 },
  { name: 'another path', path: '/other', status: 404 },
  { name: 'a path that climbs', path: '/x/../mcp', status: 404 },
  { name: 'another method', method: 'PUT', status: 405 },
  { name: 'a batch', body: `[${modernCall()}]`, status: 400 },
  { name: 'two bodies, one after the other', body: `${modernCall('ping')}\n${modernCall()}`, status: 400 },
  {
    name: 'a method in the header that is not in the body',
    headers: { ...mirrors, 'mcp-method': 'tools/list' },
    status: 400,
  },
  { name: 'a method in other letters', headers: { ...mirrors, 'mcp-method': 'Tools/Call' }, status: 400 },
  { name: 'no method in the headers', headers: without('mcp-method'), status: 400 },
  {
    name: 'a name in the header that is not in the body',
    headers: mirrors,
    body: modernCall('erase_everything'),
    status: 400,
  },
  { name: 'no name in the headers', headers: without('mcp-name'), status: 400 },
  {
    name: 'a name in Base64 that is another',
    headers: { ...mirrors, 'mcp-name': '=?base64?ZXJhc2U=?=' },
    status: 400,
  },
  { name: 'a name in broken Base64', headers: { ...mirrors, 'mcp-name': '=?base64?c2F5?' }, status: 400 },
  { name: 'two names', headers: { ...mirrors, 'mcp-name': ['say', 'erase_everything'] }, status: 400 },
  { name: 'two methods', headers: { ...mirrors, 'mcp-method': ['tools/call', 'tools/list'] }, status: 400 },
  { name: 'no version in the headers', headers: without('mcp-protocol-version'), status: 400 },
  {
    name: 'another version in the header',
    headers: { ...mirrors, 'mcp-protocol-version': '2027-01-01' },
    status: 400,
  },
  { name: 'a later version in the header alone', headers: mirrors, body: callText('say'), status: 400 },
  {
    name: 'no capabilities in the body',
    headers: mirrors,
    body: modernCall('say', { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }),
    status: 400,
  },
  { name: 'a call without a session', body: callText('say'), status: 400 },
  {
    name: 'a session of nobody',
    body: callText('say'),
    headers: { 'mcp-session-id': 'made-up' },
    status: 404,
  },
  { name: 'two sessions', body: callText('say'), headers: { 'mcp-session-id': ['a', 'b'] }, status: 400 },
  {
    name: 'a token where there are no grants',
    headers: { ...mirrors, authorization: 'Bearer placard_x' },
    status: 401,
  },
  { name: 'a token of another kind', headers: { ...mirrors, authorization: 'Basic YTpi' }, status: 401 },
  { name: 'a stream without a session', method: 'GET', status: 405 },
]

let bench: Bench
let url: URL
beforeAll(async () => {
  bench = await openWitness(policies.strict)
  url = new URL((await bench.gateway.serveHttp({ port: 0 })).url)
})
afterAll(() => bench.close())

test.each(cases.map(one => [one.name, one] as const))('%s', async (_name, one) => {
  const { method = 'POST', path = url.pathname, headers = mirrors, body = modernCall(), status } = one
  const before = bench.reached().length
  const answer = await ask(method, path, headers, method === 'POST' ? body : '')
  expect(answer.status).toBe(status)
  expect(bench.reached().slice(before)).not.toContain(forbidden)
})

test('what is harmless passes the same checks', async () => {
  const before = bench.reached().length
  const { status, body } = await ask(
    'POST',
    url.pathname,
    { ...mirrors, origin: url.origin, 'mcp-name': '=?base64?c2F5?=' },
    modernCall(),
  )
  expect(status).toBe(200)
  expect(JSON.parse(body).result.content).toEqual([{ type: 'text', text: 'done' }])
  expect(bench.reached().slice(before)).toContain(forbidden)
})

test.each([
  ['two lengths', 'Content-Length: 2\r\nContent-Length: LENGTH\r\n'],
  ['a length and pieces', 'Content-Length: LENGTH\r\nTransfer-Encoding: chunked\r\n'],
  ['pieces in disguise', 'Content-Length: LENGTH\r\nTransfer-Encoding: xchunked\r\n'],
  ['a folded header', 'Mcp-Name: say\r\n erase_everything\r\nContent-Length: LENGTH\r\n'],
  ['a space before the colon', 'Mcp-Name : erase_everything\r\nContent-Length: LENGTH\r\n'],
  ['a NUL in a header', 'X-Mine: a\0b\r\nContent-Length: LENGTH\r\n'],
])('a request with %s is read as one or not at all', async (_name, headers) => {
  const before = bench.reached().length
  const body = modernCall('erase_everything')
  const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nAccept: */*\r\nMcp-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\n`
  const answer = await speak(`${head}${headers.replace('LENGTH', String(body.length))}\r\n${body}`)
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(bench.reached().slice(before)).not.toContain(forbidden)
})

test('the session of one client is its own, and ends when it says so', async () => {
  const handshake = {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {} },
  }
  const opened = await ask('POST', '/mcp', {}, JSON.stringify(handshake))
  const session = { 'mcp-session-id': String(opened.headers['mcp-session-id']) }
  const denied = await ask('POST', '/mcp', session, callText('erase_everything'))
  expect(JSON.parse(denied.body).result.isError).toBe(true)
  const allowed = await ask('POST', '/mcp', session, callText('say', { text: 'fine' }))
  expect(JSON.parse(allowed.body).result.isError).toBeUndefined()
  expect((await ask('DELETE', '/mcp', session, '')).status).toBe(200)
  expect((await ask('POST', '/mcp', session, callText('say'))).status).toBe(404)
})

function ask(method: string, path: string, headers: Headers, body: string | Buffer): Promise<Answer> {
  const all = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...headers,
  }
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: url.hostname, port: url.port, method, path, headers: all })
    sent.on('error', reject).on('response', response => {
      let text = ''
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode!, body: text, headers: response.headers }),
      )
    })
    sent.end(body)
  })
}

function speak(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(text))
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
      socket.end()
    })
    socket.on('close', () => resolve(answer)).on('error', reject)
  })
}
