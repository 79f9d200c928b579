import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { openMemoryCache, openPace, openPoliteNetwork } from '../../../crawler/network.ts'
import type { Found, Page, Place, Source, Visit } from '../../../crawler/sources/index.ts'
import { serve } from '../network/serve.ts'

export type Reply = { status?: number; headers?: { [name: string]: string }; body?: unknown }

/** What a host knows, and how it answers; null where there is nothing. */
export type World = {
  answer(url: URL, request: IncomingMessage, origin: string): Reply | null
  /** What other sources know already. */
  known?: Place[]
}

/** What can go wrong with one answer. */
export const faults = ['429', '500', '503', 'truncated', 'reset'] as const
export type Fault = (typeof faults)[number]

export type Asked = { path: string; status: number; bytes: number }

export type Host = { origin: string; asked: Asked[]; fail(plan: (count: number) => Fault | undefined): void }

/** A host on this machine that answers as this world says, with ETags, and goes wrong as planned. */
export async function serveWorld(world: World): Promise<Host> {
  const asked: Asked[] = []
  let plan: (count: number) => Fault | undefined = () => undefined
  const origin = await serve((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const fault = plan(asked.length)
    const reply = fault === undefined ? (world.answer(url, request, url.origin) ?? { status: 404 }) : {}
    const record = { path: `${url.pathname}${url.search}`, status: 0, bytes: 0 }
    asked.push(record)
    if (fault === undefined) send(reply, request, response, record)
    else spoil(fault, response)
  })
  const fail: Host['fail'] = next => {
    plan = next
  }
  return { origin, asked, fail }
}

function send(reply: Reply, request: IncomingMessage, response: ServerResponse, record: Asked): void {
  const { status = 200, headers = {}, body } = reply
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? {}))
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
  const fresh = status === 200 && request.headers['if-none-match'] === etag
  record.status = fresh ? 304 : status
  record.bytes = fresh || request.method === 'HEAD' ? 0 : bytes.length
  const type = Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json; charset=utf-8'
  response.writeHead(record.status, { 'content-type': type, ...(status === 200 ? { etag } : {}), ...headers })
  response.end(fresh || request.method === 'HEAD' ? undefined : bytes)
}

function spoil(fault: Fault, response: ServerResponse): void {
  if (fault === 'reset') return void response.destroy()
  if (fault === 'truncated') {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      .write('{"servers":[')
    return void setImmediate(() => response.destroy())
  }
  response.writeHead(Number(fault), fault === '429' ? { 'retry-after': '3' } : {}).end('{"message":"no"}')
}

/** A visit to a world by the real way out, which does not wait. */
export function visitTo(
  host: Host,
  world: World,
  more: Partial<Visit> & { cache?: ReturnType<typeof openMemoryCache> } = {},
) {
  const waited: number[] = []
  const { cache = openMemoryCache(), ...rest } = more
  const network = openPoliteNetwork({
    trust: [host.origin],
    cache,
    pace: openPace(new Map(), { perMinute: 600_000, atOnce: 8 }),
    wait: async milliseconds => void waited.push(milliseconds),
  })
  const visit: Visit = {
    network: { ...network, trouble: () => null },
    state: null,
    known: kind => (world.known ?? []).filter(place => place.kind === kind) as never,
    now: () => new Date('2026-11-23T12:00:00Z'),
    ...rest,
  }
  return { visit, waited }
}

/** All pages; the state goes through JSON, as it does when it is kept. */
export async function walk(source: Source, visit: Visit, most = Number.POSITIVE_INFINITY): Promise<Page[]> {
  const pages: Page[] = []
  for await (const page of source.discover(visit)) {
    pages.push({ ...page, state: JSON.parse(JSON.stringify(page.state)) })
    if (pages.length >= most) break
  }
  return pages
}

/** By id; a later word on the same server counts. */
export function everyFound(pages: Page[]): Map<string, Found> {
  return new Map(pages.flatMap(page => page.found).map(found => [found.id, found]))
}
