import { replaceIn } from '../protocol/compose.ts'
import { isObject, metaOf, modernVersionOf } from '../protocol/era.ts'
import { spanAt } from '../protocol/members.ts'
import type { Connection, Request } from './connection.ts'
import type { Core } from './core.ts'
import { filterTools } from './filter-list.ts'
import { listTools } from './know-tools.ts'
import { type Greeting, mergeDiscoveries, mergeHandshakes } from './merge-handshakes.ts'
import { tellWithheld } from './tell-withheld.ts'

type Result = { [key: string]: unknown }

/** Where a request goes that is for one server, or the one answer for all of them. */
export type Routed =
  | { connection: Connection; request: Request }
  | { result: Result }
  /** Nobody knows what to do with it. */
  | null

/** Which server a resource belongs to, as far as a list has shown it. */
const owners = new WeakMap<Core, Map<string, Connection>>()

/** The server that a resource belongs to, as far as a list has shown it. */
export function ownerOf(core: Core, uri: string): Connection | undefined {
  return owners.get(core)?.get(uri)
}

/** Finds out what becomes of a request where several servers stand behind one endpoint. */
export async function routeAmong(core: Core, request: Request): Promise<Routed> {
  const params = (request.value.params ?? {}) as Result
  switch (request.method) {
    case 'initialize':
      return { result: mergeHandshakes(await greetAll(core, request)) }
    case 'server/discover':
      return { result: mergeDiscoveries(await greetAll(core, request)) }
    case 'ping':
      return { result: {} }
    case 'logging/setLevel':
      await askAll(core, request, connection => connection.ask(request.method, params))
      return { result: {} }
    case 'tools/list':
      return { result: await listAllTools(core, request) }
    case 'prompts/list':
      return { result: await listAll(core, request, 'prompts', prefixName) }
    case 'resources/list':
      return { result: await listAll(core, request, 'resources', keepOwner(core)) }
    case 'resources/templates/list':
      return { result: await listAll(core, request, 'resourceTemplates', (_connection, item) => item) }
    case 'prompts/get':
      return byPrefix(core, request, ['name'])
    case 'completion/complete':
      return isObject(params.ref) && typeof params.ref.name === 'string'
        ? byPrefix(core, request, ['ref', 'name'])
        : byOwner(core, request, isObject(params.ref) ? params.ref.uri : undefined)
    case 'resources/read':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return byOwner(core, request, params.uri)
    default:
      return null
  }
}

/** Asks every server; one that does not answer is left out. */
async function askAll<Answer>(
  { connections, say }: Core,
  request: Request,
  ask: (connection: Connection) => Promise<Answer>,
): Promise<{ connection: Connection; answer: Answer }[]> {
  const answers = await Promise.allSettled(connections.map(ask))
  return answers.flatMap((settled, index) => {
    const connection = connections[index]!
    if (settled.status === 'fulfilled') return [{ connection, answer: settled.value }]
    if (request.method === 'initialize' || request.method === 'tools/list')
      say(`${connection.entry.name} is left out: ${(settled.reason as Error).message}`)
    return []
  })
}

async function greetAll(core: Core, request: Request): Promise<Greeting[]> {
  const params = request.value.params as Result
  const answers = await askAll(core, request, ({ ask }) => ask(request.method, params))
  if (answers.length === 0) throw new Error('None of the servers answers.')
  return answers.map(({ connection, answer }) => ({ name: connection.entry.name, result: answer }))
}

async function listAllTools(core: Core, request: Request): Promise<Result> {
  const lists = await askAll(core, request, connection => listTools(connection, metaOf(request)))
  const tools = lists.flatMap(({ connection: { entry, inventory }, answer }) => {
    const filtered = filterTools(answer, entry, inventory)
    tellWithheld(core, entry, filtered.withheld)
    return filtered.tools
  })
  return { ...stamp(request), tools }
}

async function listAll(
  core: Core,
  request: Request,
  key: string,
  adapt: (connection: Connection, item: Result) => Result,
): Promise<Result> {
  const lists = await askAll(core, request, async connection => {
    const items: Result[] = []
    let cursor: unknown
    do {
      const page = await connection.ask(request.method, {
        ...metaFor(request),
        ...(cursor ? { cursor } : {}),
      })
      if (Array.isArray(page[key])) items.push(...page[key].filter(isObject))
      cursor = page.nextCursor
    } while (typeof cursor === 'string' && items.length < mostItems)
    return items.map(item => adapt(connection, item))
  })
  return { ...stamp(request), [key]: lists.flatMap(({ answer }) => answer) }
}

const mostItems = 100_000

/** What a list of the later era has to say of itself. It was made for this client alone. */
function stamp(request: Request): Result {
  return modernVersionOf(request) === null ? {} : { resultType: 'complete', ttlMs: 0, cacheScope: 'private' }
}

function metaFor(request: Request): Result {
  const { progressToken: _mine, ...meta } = metaOf(request)
  return Object.keys(meta).length === 0 ? {} : { _meta: meta }
}

function prefixName({ entry }: Connection, item: Result): Result {
  return { ...item, name: `${entry.prefix}${item.name}` }
}

function keepOwner(core: Core): (connection: Connection, item: Result) => Result {
  const known = new Map<string, Connection>()
  owners.set(core, known)
  return (connection, item) => {
    // Of two servers with the same address the first one keeps it.
    if (typeof item.uri === 'string' && !known.has(item.uri)) known.set(item.uri, connection)
    return item
  }
}

/** The server that a name begins with, and the request as that server knows it. */
function byPrefix({ connections }: Core, request: Request, path: string[]): Routed {
  const span = request.at.params && spanAt(request.text, request.at.params, path)
  const name: unknown = span ? JSON.parse(request.text.slice(span.start, span.end)) : undefined
  if (typeof name !== 'string') return null
  const connection = connections.find(({ entry }) => name.startsWith(entry.prefix))
  if (connection === undefined) return null
  const by = JSON.stringify(name.slice(connection.entry.prefix.length))
  return { connection, request: replaceIn(request, [{ span: span!, by }]) as Request }
}

/** The server that has listed a resource; else the first that can read it. */
async function byOwner(core: Core, request: Request, uri: unknown): Promise<Routed> {
  if (typeof uri !== 'string') return null
  const owner = ownerOf(core, uri)
  if (owner !== undefined) return { connection: owner, request }
  for (const connection of core.connections) {
    const can = await connection.ask('resources/read', { ...metaFor(request), uri }).then(
      () => true,
      () => false,
    )
    if (can) return { connection, request }
  }
  return null
}
