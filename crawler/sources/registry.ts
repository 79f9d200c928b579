import { z } from 'zod'
import { cleanText } from '../clean-text.ts'
import { CannotList } from '../failure.ts'
import { askJson, Unwelcome } from './ask.ts'
import { line, present, time } from './lenient.ts'
import { readServerJson } from './read-server-json.ts'
import type { Found, Page, Source, Visit } from './source.ts'

export type RegistryOptions = {
  /** Of a registry with the official one's interface; that one itself unless told. */
  origin?: string
  /** Entries on a page; 100, the most there can be, unless told. */
  limit?: number
}

/** Where a visit stands: the page to ask for, and since when entries are wanted. */
const stateSchema = z.object({
  cursor: z.string().optional(),
  since: z.string().optional(),
  /** When this pass through the registry began: from then on, the next one asks. */
  started: z.string().optional(),
})
type State = z.infer<typeof stateSchema>

const page = z.looseObject({
  servers: z.array(z.unknown()),
  metadata: z
    .object({
      nextCursor: z.string().min(1).nullish().catch(undefined),
      next_cursor: z.string().min(1).nullish(),
    })
    .catch({ nextCursor: undefined, next_cursor: undefined })
    .optional(),
})
const official = z.object({
  status: z.enum(['active', 'deprecated', 'deleted']).optional().catch(undefined),
  statusMessage: line(500),
  updatedAt: time,
  updated_at: time,
})

/** Clocks differ, and an entry is not there in the very moment that it says. */
const overlap = 10 * 60_000

/**
 * The official MCP Registry (`/v0.1/servers`): all of it the first time, and then what has changed, with what
 * was deprecated or deleted. Cursors are what they are: they are handed back as they came.
 */
export function registrySource({
  origin = 'https://registry.modelcontextprotocol.io',
  limit = 100,
}: RegistryOptions = {}): Source {
  return {
    id: 'registry',
    title: 'the official MCP Registry',
    async *discover(visit) {
      let state: State = stateSchema.catch({}).parse(visit.state)
      state = { ...state, started: state.cursor === undefined ? visit.now().toISOString() : state.started }
      for (let ended = false; !ended; ) {
        const read = await readPage(visit, state, origin, limit)
        ended = read.cursor === undefined
        state = ended ? { since: before(state.started, visit) } : { ...state, cursor: read.cursor }
        yield { ...read.page, state: { ...state } }
      }
    },
  }
}

async function readPage(
  visit: Visit,
  state: State,
  origin: string,
  limit: number,
): Promise<{ page: Omit<Page, 'state'>; cursor: string | undefined }> {
  const url = new URL('/v0.1/servers', origin)
  url.search = new URLSearchParams({
    limit: String(limit),
    version: 'latest',
    ...(state.since === undefined ? {} : { updated_since: state.since }),
    ...(state.cursor === undefined ? {} : { cursor: state.cursor }),
  }).toString()
  // What has changed since a moment is never asked for again.
  const init: RequestInit = state.since === undefined ? {} : { cache: 'no-store' }
  const answer = await askJson(visit, url, page, init).catch(error => {
    // A registry that was set up anew does not know its old cursors.
    if (error instanceof Unwelcome && error.status === 400 && state.cursor !== undefined) return null
    throw error
  })
  if (answer === null && state.cursor !== undefined)
    return readPage(visit, present({ ...state, cursor: undefined }), origin, limit)
  if (answer === null) throw new CannotList('unreachable', 'has no list of servers')
  const cursor = answer.metadata?.nextCursor ?? answer.metadata?.next_cursor ?? undefined
  if (cursor !== undefined && cursor === state.cursor)
    throw new CannotList('not-readable', 'sends the same page again and again')
  const entries = answer.servers.map(readEntry)
  const problems = entries.filter(entry => typeof entry === 'string')
  return { page: { found: entries.filter(entry => typeof entry !== 'string'), problems }, cursor }
}

/** An entry is a server and what the registry says of it, once beside each other and once within. */
function readEntry(entry: unknown): Found | string {
  const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as { [key: string]: unknown }
  const server = 'server' in fields ? fields.server : entry
  const found = readServerJson(server)
  if (found === null) {
    const { name } = (server ?? {}) as { name?: unknown }
    return `an entry was left out: ${name === undefined ? 'it has no name' : `“${cleanText(String(name), 80)}” is no name of a server`}`
  }
  const said = official.catch({} as never).parse(metaOf(fields) ?? metaOf(server) ?? {})
  const { status: own } = (server ?? {}) as { status?: unknown }
  const status = said.status ?? official.shape.status.parse(own) ?? 'active'
  return {
    ...found,
    status,
    ...present({ statusMessage: said.statusMessage, updatedAt: said.updatedAt ?? said.updated_at }),
  }
}

function metaOf(value: unknown): unknown {
  const { _meta: meta } = (value ?? {}) as { _meta?: { [key: string]: unknown } }
  return meta?.['io.modelcontextprotocol.registry/official']
}

function before(time: string | undefined, visit: Visit): string {
  return new Date((time === undefined ? visit.now() : new Date(time)).getTime() - overlap).toISOString()
}
