import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A registry on this machine with servers at addresses on this machine, which counts what it is asked. */
export type World = {
  origin: string
  /** How many servers the registry has. Every 50th answers with an error, another wants a log-in. */
  size: number
  /** How often each server has answered tools/list, by its number. */
  answered: Map<number, number>
  /** Pages that were sent in full, and those that had not changed. */
  pages: { sent: number; notModified: number }
  /** Numbers of servers whose tools differ from those of the others. */
  changed: Set<number>
  close(): void
}

export const failing = (number: number) => number % 50 === 7
export const locked = (number: number) => number % 50 === 9
/** How many tools a server has. */
export const toolsOf = (number: number) => 1 + (number % 5)

/** Opens a world. `delay` in milliseconds is what an answer of a server takes. */
export async function openWorld(size: number, delay = 0): Promise<World> {
  const state = { size, answered: new Map(), pages: { sent: 0, notModified: 0 }, changed: new Set<number>() }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin)
    const number = Number(/^\/s\/(\d+)\/mcp$/.exec(url.pathname)?.[1] ?? -1)
    if (url.pathname === '/v0.1/servers') sendPage(state, origin, url, request, response)
    else if (number >= 0 && request.method === 'POST')
      setTimeout(() => void answer(state, number, request, response).catch(passHangUp), delay)
    else response.writeHead(number >= 0 ? 405 : 404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { ...state, origin, close }
}

/** A crawl that is killed hangs up in the middle of what it sends. */
function passHangUp(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ECONNRESET') throw error
}

type State = Pick<World, 'size' | 'answered' | 'pages' | 'changed'>

function sendPage(
  { size, pages }: State,
  origin: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const from = Number(url.searchParams.get('cursor')?.replace('after-', '') ?? 0)
  const limit = Number(url.searchParams.get('limit') ?? 30)
  // Nothing has changed since any moment.
  const end = url.searchParams.has('updated_since') ? from : Math.min(size, from + limit)
  const servers = Array.from({ length: end - from }, (_, index) => entryOf(from + index, origin))
  const metadata = end < size && end > from ? { nextCursor: `after-${end}`, count: end - from } : {}
  const body = JSON.stringify({ servers, metadata })
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`
  if (request.headers['if-none-match'] === etag) {
    pages.notModified += 1
    response.writeHead(304, { etag }).end()
    return
  }
  pages.sent += 1
  response.writeHead(200, { 'content-type': 'application/json', etag }).end(body)
}

function entryOf(number: number, origin: string): object {
  const at = '2026-01-01T00:00:00Z'
  const state = { status: 'active', publishedAt: at, updatedAt: at, isLatest: true }
  return {
    server: {
      name: `test.harbour/berth-${number}`,
      description: `Berth ${number} of the harbour.`,
      version: '1.0.0',
      remotes: [{ type: 'streamable-http', url: `${origin}/s/${number}/mcp` }],
    },
    _meta: { 'io.modelcontextprotocol.registry/official': state },
  }
}

async function answer(
  state: State,
  number: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (failing(number)) return void response.writeHead(500).end()
  if (locked(number)) return void response.writeHead(401).end()
  const { id, method } = (await json(request)) as { id?: number; method: string }
  if (id === undefined) return void response.writeHead(202).end()
  const result =
    method === 'initialize'
      ? {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: `berth-${number}`, version: '1.0.0' },
        }
      : { tools: definitions(number, state.changed.has(number)) }
  if (method === 'tools/list') state.answered.set(number, (state.answered.get(number) ?? 0) + 1)
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ jsonrpc: '2.0', id, result }))
}

function definitions(number: number, changed: boolean): object[] {
  return Array.from({ length: toolsOf(number) }, (_, tool) => ({
    name: `moor_${number}_${tool}`,
    description: changed ? 'Casts off a ship.' : 'Moors a ship.',
    inputSchema: { type: 'object', properties: { ship: { type: 'string' } } },
  }))
}
