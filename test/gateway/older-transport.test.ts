import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openForTest } from './open-for-test.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A server of the transport of 2024-11-05; `endpoint` makes the address that it names. */
async function serveOlder(endpoint: (path: string) => string): Promise<{ url: string; called: string[] }> {
  const streams = new Map<string, ServerResponse>()
  const called: string[] = []
  const tools = [{ name: 'wave', description: 'Waves.', inputSchema: { type: 'object' } }]
  const results: { [method: string]: object } = {
    initialize: {
      protocolVersion: '2024-11-05',
      capabilities: { tools: {} },
      serverInfo: { name: 'older', version: '1' },
    },
    'tools/list': { tools },
    'tools/call': { content: [{ type: 'text', text: 'waved' }] },
  }
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
    if (request.method === 'GET') {
      const id = randomUUID()
      streams.set(id, response)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`event: endpoint\ndata: ${endpoint(`/write?session=${id}`)}\n\n`)
      return
    }
    const { id, method, params } = (await json(request)) as {
      id?: number
      method: string
      params: { name: string }
    }
    response.writeHead(202).end()
    if (method === 'tools/call') called.push(`${pathname} ${params.name}`)
    const answer = JSON.stringify({ jsonrpc: '2.0', id, result: results[method] })
    if (id !== undefined)
      streams.get(searchParams.get('session')!)!.write(`event: message\ndata: ${answer}\n\n`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`, called }
}

async function connect(url: string): Promise<Client> {
  const { gateway } = await openForTest(
    { older: { url, transport: 'sse' } },
    { version: '1', default: 'deny', tools: { wave: {} } },
  )
  const served = await gateway.serveHttp({ port: 0 })
  const client = new Client({ name: 'test', version: '1' }, { capabilities: {} })
  onTestFinished(() => client.close())
  await client.connect(new StreamableHTTPClientTransport(new URL(served.url)))
  return client
}

test('a server of the older transport is served to clients of the newer one', async () => {
  const { url, called } = await serveOlder(path => path)
  const client = await connect(url)
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['wave'])
  expect((await client.callTool({ name: 'wave', arguments: {} })).content).toEqual([
    { type: 'text', text: 'waved' },
  ])
  expect((await client.callTool({ name: 'sink', arguments: {} })).isError).toBe(true)
  expect(called).toEqual(['/write wave'])
})

test('an address to write to at somebody else’s is not written to', async () => {
  const stranger = await serveOlder(path => path)
  const { url } = await serveOlder(path => new URL(path, stranger.url).href)
  await expect(connect(url)).rejects.toThrow(/another origin/)
})
