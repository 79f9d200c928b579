import { createServer, type IncomingMessage, type RequestListener, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { parseConfig } from '../../../gateway/index.ts'
import { httpClient } from '../../../gateway/links/http-client.ts'
import { findAuthority } from '../../../gateway/sign-in/find-authority.ts'
import { guardedFetch } from '../../../gateway/sign-in/guarded-fetch.ts'
import { openSignIns, signIn } from '../../../gateway/sign-in/index.ts'
import { openReceiver } from '../../../gateway/sign-in/receive-code.ts'
import { keepTokens } from '../../../gateway/sign-in/token-keeper.ts'
import { ownFolder } from '../open-state.ts'
import { browse } from '../sign-in/browser.ts'
import { openProtected } from '../sign-in/open-protected.ts'

vi.setConfig({ testTimeout: 60_000 })

const folder = ownFolder()
const grant = 'authorization_code' as const

/** A server of a stranger's, which writes down whatever it is sent. */
async function stranger(answer: RequestListener): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`)
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

describe('the address that a browser is sent back to', () => {
  const state = 'the state of this sign-in'
  const right = new URLSearchParams({ state, code: 'right' }).toString()
  const cases: [name: string, query: string, how?: { method?: string; host?: string; path?: string }][] = [
    ['no state', 'code=wrong'],
    ['another state', 'state=other&code=wrong'],
    ['an empty state', 'state=&code=wrong'],
    ['the state in capitals', `state=${encodeURIComponent(state.toUpperCase())}&code=wrong`],
    ['the state twice', `${right}&state=other`],
    ['two codes', `${right}&code=wrong`],
    ['two issuers', `${right}&iss=a&iss=b`],
    ['a code and an error', `${right}&error=access_denied`],
    ['an error without the state', 'error=access_denied'],
    ['an error with another state', 'error=access_denied&state=other'],
    ['a form of another page', right, { method: 'POST' }],
    ['a name that points here', right, { host: 'evil.example' }],
    ['another name of this machine', right, { host: 'localhost' }],
    ['another path', right, { path: '/callback/../callback2' }],
  ]
  test.each(cases)('is not taken in by %s', async (_name, query, how = {}) => {
    const receiver = await openReceiver()
    onTestFinished(receiver.close)
    const received = receiver.receive(state)
    const { status } = await visit(receiver.redirectUrl, query, how)
    expect(status).toBeGreaterThanOrEqual(400)
    // Neither does it keep the right one out.
    expect((await visit(receiver.redirectUrl, right)).status).toBe(200)
    expect(await received).toEqual({ code: 'right' })
  })

  test('takes nothing before anybody waits, and repeats nothing of what it is sent', async () => {
    const receiver = await openReceiver()
    onTestFinished(receiver.close)
    expect((await visit(receiver.redirectUrl, right)).status).toBe(400)
    const received = receiver.receive(state)
    const markup = '<script>alert(1)</script>'
    const query = new URLSearchParams({ state, error: `\u001b[31m${markup}`, error_description: markup })
    const { body } = await visit(receiver.redirectUrl, query.toString())
    expect(body).not.toContain('script')
    await expect(received).rejects.toThrow(/^The authorization server says no: it does not say why\.$/)
  })
})

describe('a server that leads the owner astray', () => {
  test('gets no token that is good for another server', async () => {
    const bench = await openProtected()
    bench.rules.metadata = { resource: 'https://bank.example/mcp' }
    await expect(bench.signIn()).rejects.toThrow('good for another server')
    expect(bench.asked).not.toContain('POST /reg')
  })

  test('gets no token of an authority that has never heard of it', async () => {
    const behind = await stranger((request, response) => {
      response.setHeader('content-type', 'application/json')
      if (request.url === '/.well-known/oauth-protected-resource/mcp')
        return response.end(
          JSON.stringify({ resource: `${behind.url}/mcp`, authorization_servers: [behind.url] }),
        )
      if (request.url !== '/.well-known/oauth-authorization-server') return response.writeHead(401).end()
      const own = { issuer: behind.url, protected_resources: ['https://bank.example/mcp'] }
      const endpoints = { authorization_endpoint: `${behind.url}/a`, token_endpoint: `${behind.url}/t` }
      response.end(JSON.stringify({ ...own, ...endpoints, response_types_supported: ['code'] }))
    })
    await expect(findAuthority(`${behind.url}/mcp`)).rejects.toThrow('does not know this server')
  })

  test.each([
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['an address in the clear', 'http://192.0.2.1/authorize'],
  ])('cannot have %s opened', async (_name, authorization_endpoint) => {
    const shown: string[] = []
    const behind = await stranger((request, response) => {
      response.setHeader('content-type', 'application/json')
      if (request.url !== '/.well-known/oauth-authorization-server') return response.writeHead(404).end('{}')
      const endpoints = { authorization_endpoint, token_endpoint: `${behind.url}/t` }
      const modes = { response_types_supported: ['code'], code_challenge_methods_supported: ['S256'] }
      response.end(JSON.stringify({ issuer: behind.url, ...endpoints, ...modes }))
    })
    const options = { grant, client_id: 'known' }
    const done = signIn(`${behind.url}/mcp`, options, openSignIns(folder), ({ href }) => shown.push(href))
    await expect(done).rejects.toThrow()
    expect(shown).toEqual([])
  })

  test('cannot send the gateway to addresses in the clear on other machines', async () => {
    const behind = await stranger((_request, response) => {
      const challenge = 'Bearer resource_metadata="http://192.0.2.1/latest/meta-data"'
      response.writeHead(401, { 'www-authenticate': challenge }).end()
    })
    // What cannot be asked says nothing: the server is taken to be its own authority, as older ones are.
    expect(await findAuthority(`${behind.url}/mcp`)).toMatchObject({ url: `${behind.url}/`, resource: null })
    for (const address of ['http://192.0.2.1/x', 'http://localhost.evil.example/x', 'ftp://a.example/x'])
      await expect(guardedFetch(behind.url)(address)).rejects.toThrow('not an https address')
    await expect(guardedFetch('https://a.example')(behind.url)).rejects.toThrow('not an https address')
    await expect(findAuthority('http://192.0.2.1/mcp')).rejects.toThrow('https')
  })

  test('does not learn where the refresh token goes by naming another authority later', async () => {
    const bench = await openProtected()
    await bench.signIn()
    const thief = await stranger((_request, response) => response.writeHead(404).end())
    bench.rules.metadata = { authorization_servers: [thief.url] }
    const { access_token } = bench.signIns.of(bench.url)!.tokens!
    bench.rules.refused = (token: string) => token === access_token
    expect(await bench.call()).toBe('done')
    expect(thief.seen).toEqual([])
  })

  test('gets no secret that is for another authority', async () => {
    const secret = { client_id: 'machine', client_secret: 'a secret', issuer: 'https://auth.example' }
    const bench = await openProtected({ oauth: { grant: 'client_credentials', ...secret } })
    expect(await bench.call()).toContain('the secret is for https://auth.example')
    await expect(bench.signIn({ ...secret })).rejects.toThrow('https://auth.example')
    expect(bench.asked.filter(line => line.startsWith('POST'))).toEqual([])
  })
})

test('an answer of another authority than the one that was asked is worth nothing', async () => {
  const bench = await openProtected()
  const options = { grant }
  const done = signIn(bench.url, options, bench.signIns, address => {
    const back = new URL(address.searchParams.get('redirect_uri')!)
    const state = address.searchParams.get('state')!
    back.search = new URLSearchParams({ state, code: 'stolen', iss: 'https://evil.example' }).toString()
    void browse(back)
  })
  await expect(done).rejects.toThrow()
  expect(bench.asked).not.toContain('POST /token')
  expect(bench.signIns.of(bench.url)).toBeNull()
})

test('what a client shows to the gateway goes no further, and what the gateway shows stays behind it', async () => {
  const bench = await openProtected()
  await bench.signIn()
  const { url } = await bench.gateway.serveHttp({ port: 0 })
  const own = { cookie: 'mine=1', 'x-api-key': 'mine', 'proxy-authorization': 'Basic bWluZQ==' }
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...{ ...own, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      ...{ 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'look' },
    },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name: 'look', arguments: {}, _meta: meta },
    }),
  })
  const text = await response.text()
  expect(text).toContain('done')
  const { access_token } = bench.signIns.of(bench.url)!.tokens!
  expect(text + JSON.stringify([...response.headers])).not.toContain(access_token)
  const last = bench.seen.at(-1)!
  expect(last.headers.authorization).toBe(`Bearer ${access_token}`)
  expect(JSON.stringify(last)).not.toMatch(/mine|bWluZQ/)
  // A grant's token is none for the server, either.
  const theirs = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${access_token}` } })
  expect(theirs.status).toBe(401)
})

test('a token does not follow where its server leads', async () => {
  const thief = await stranger((_request, response) => response.writeHead(200).end('{}'))
  const signIns = openSignIns(folder)
  const server = await stranger((_request, response) =>
    response.writeHead(307, { location: thief.url }).end(),
  )
  const tokens = { access_token: 'a-token', token_type: 'Bearer' }
  const authority = { issuer: thief.url, url: thief.url, resource: null }
  const rest = { client: { client_id: 'x' }, redirectUrl: 'http://127.0.0.1:1/callback', endsAt: null }
  signIns.keep({ server: `${server.url}/mcp`, authority, tokens, ...rest })
  const { ask, close } = httpClient(
    `${server.url}/mcp`,
    {},
    keepTokens(`${server.url}/mcp`, undefined, signIns),
  )
  onTestFinished(close)
  const response = await ask('POST', {}, '{}', AbortSignal.timeout(5_000))
  expect(response.statusCode).toBe(307)
  response.resume()
  expect(server.seen.join()).toContain('Bearer a-token')
  expect(thief.seen).toEqual([])
  // Nor to another path of the same host.
  expect(await keepTokens(`${server.url}/other`, undefined, signIns).header()).toBeNull()
})

test.each(['two words', 'a\r\nx-more: b', 'grün', ''])(
  'a token that is %j is not sent',
  async access_token => {
    const signIns = openSignIns(folder)
    const server = 'https://odd.example/mcp'
    const authority = { issuer: 'https://a.example', url: 'https://a.example', resource: null }
    const rest = { client: { client_id: 'x' }, redirectUrl: 'http://127.0.0.1:1/callback', endsAt: null }
    signIns.keep({ server, authority, tokens: { access_token, token_type: 'Bearer' }, ...rest })
    await expect(keepTokens(server, undefined, signIns).header()).rejects.toThrow('cannot be sent')
  },
)

test.each([
  [{ client_secret: 'x' }, 'whom the secret is for'],
  [{ grant: 'client_credentials', client_id: 'x' }, 'client_secret'],
  [{ client_metadata_url: 'http://a.example/x' }, 'oauth'],
])('a configuration with %j is refused', (oauth, message) => {
  const text = JSON.stringify({ policy: 'p', servers: { a: { url: 'https://a.example', oauth } } })
  expect(() => parseConfig(text, {})).toThrow(message)
})

function visit(
  redirectUrl: string,
  query: string,
  { method = 'GET', host, path }: { method?: string; host?: string; path?: string } = {},
): Promise<{ status: number; body: string }> {
  const { port, pathname, host: own } = new URL(redirectUrl)
  const headers = { host: host === undefined ? own : `${host}:${port}` }
  const options = { port, method, headers, path: `${path ?? pathname}?${query}` }
  return new Promise((resolve, reject) => {
    const sent = send({ hostname: '127.0.0.1', ...options }, async (response: IncomingMessage) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode!, body })
    })
    sent.once('error', reject).end()
  })
}
