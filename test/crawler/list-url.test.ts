import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { expect, onTestFinished, test } from 'vitest'
import { listUrl } from '../../crawler/index.ts'
import { expectFailure, expectListing } from './fixture.ts'

/** A server on this machine, gone after the test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The SDK's own server, of both eras or of the later alone. */
function serveTools(legacy: 'stateless' | 'reject'): Promise<string> {
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: 'far-away', version: '3.1.0' }, { capabilities: { tools: {} } })
      server.registerTool('send_letter', { description: 'Sends a letter.' }, async () => ({ content: [] }))
      return server
    },
    { legacy },
  )
  return serve(async (incoming, outgoing) => {
    const response = await handler.fetch(await toRequest(incoming))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(await response.text())
  })
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', headers, url = '/' } = incoming
  const body = method === 'POST' ? { body: await text(incoming) } : {}
  return new Request(`http://${headers.host}${url}`, {
    method,
    headers: headers as { [name: string]: string },
    ...body,
  })
}

function answering(status: number, headers: { [name: string]: string } = {}, body = ''): Promise<string> {
  return serve((_request, response) => response.writeHead(status, headers).end(body))
}

test.for(['stateless', 'reject'] as const)('a server is listed (earlier era: %s)', async legacy => {
  const address = await serveTools(legacy)
  const { listing, problems } = expectListing(await listUrl(`${address}/mcp/?key=secret`))
  expect(listing.server).toEqual({ id: `remote:${address}/mcp`, name: 'far-away', version: '3.1.0' })
  expect(listing.tools.map(tool => tool.name)).toEqual(['send_letter'])
  expect(problems).toEqual([])
})

test('a server that wants a login is reported as such', async () => {
  const address = await answering(401, {
    'www-authenticate': 'Bearer resource_metadata="http://127.0.0.1/x"',
  })
  const { reason, message } = expectFailure(await listUrl(address))
  expect(reason).toBe('needs-authorization')
  expect(message).toContain('wants to know who asks (HTTP 401)')
})

test('a page that is no server is reported as such', async () => {
  const address = await answering(200, { 'content-type': 'text/html' }, '<h1>Hello</h1>')
  expect(expectFailure(await listUrl(address)).reason).toBe('not-mcp')
  expect(expectFailure(await listUrl(await answering(404))).reason).toBe('not-mcp')
})

test('a redirect to elsewhere is not followed', async () => {
  let visited = false
  const elsewhere = await serve((_request, response) => {
    visited = true
    response.end()
  })
  const { reason } = expectFailure(await listUrl(await answering(307, { location: elsewhere })))
  expect(reason).toBe('not-mcp')
  expect(visited).toBe(false)
})

test('an address that a stranger wrote does not lead to this machine', async () => {
  let visited = false
  const address = await serve((_request, response) => {
    visited = true
    response.end()
  })
  for (const url of [address, address.replace('http:', 'https:'), 'https://169.254.169.254/mcp'])
    expect(expectFailure(await listUrl(url, { stranger: true })).reason).toBe('unreachable')
  expect(visited).toBe(false)
})

test('an answer without end is cut off', async () => {
  const megabyte = 'x'.repeat(1024 * 1024)
  const address = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (!response.destroyed && response.write(megabyte));
    }
    response.on('drain', more)
    more()
  })
  expect(expectFailure(await listUrl(address)).reason).toBe('too-large')
})

test('a server that does not answer is left', async () => {
  const address = await serve(() => {})
  expect(expectFailure(await listUrl(address, { timeout: 500 })).reason).toBe('timed-out')
})

test('an address where nobody is cannot be reached', async () => {
  const closed = createServer()
  await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise(resolve => closed.close(resolve))
  const { reason, message } = expectFailure(await listUrl(`http://127.0.0.1:${port}/mcp?key=secret`))
  expect(reason).toBe('unreachable')
  expect(message).toContain('ECONNREFUSED')
  expect(message).not.toContain('secret')
})

test.for(['http://example.invalid/mcp', 'file:///etc/passwd', 'no address'])(
  '%s is not asked at all',
  async address => {
    expect(expectFailure(await listUrl(address)).reason).toBe('unreachable')
  },
)
