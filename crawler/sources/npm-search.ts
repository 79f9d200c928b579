import { z } from 'zod'
import { CannotList } from '../failure.ts'
import { idOf, npmId } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { askJson, Unwelcome } from './ask.ts'
import { address, line, listOf, present, time } from './lenient.ts'
import type { Found, Source, Visit } from './source.ts'

/** What servers call themselves on npm, as its search takes it. */
const queries = [
  'keywords:mcp-server',
  'keywords:modelcontextprotocol',
  'keywords:model-context-protocol',
  'keywords:mcp',
  'mcp server',
]

const stateSchema = z.object({ query: z.number().int().min(0), from: z.number().int().min(0) })
const answer = z.object({
  total: z.number().int().catch(0),
  objects: z.array(z.unknown()),
})
const entry = z.object({
  package: z.object({
    name: z.string(),
    version: z.string().max(100).optional().catch(undefined),
    description: line(1000),
    date: time,
    keywords: listOf(z.string()),
    links: z
      .object({ homepage: address, repository: z.string().max(2000).optional().catch(undefined) })
      .catch({} as never),
  }),
})
type Entry = z.infer<typeof entry>['package']

/** The most that npm's search gives at once, and of one query in all. */
const pageSize = 250
const lastPage = 5000

/** Packages on npm that say they are servers. What each says of itself in full, the source `npm` looks up. */
export function npmSearchSource({ origin }: { origin: string }): Source {
  return {
    id: 'npm-search',
    origin,
    title: 'the search of npm',
    async *discover(visit) {
      let { query, from } = stateSchema.catch({ query: 0, from: 0 }).parse(visit.state)
      while (query < queries.length) {
        const { found, more, problems, total } = await search(visit, origin, queries[query]!, from)
        query = more ? query : query + 1
        from = more ? from + pageSize : 0
        yield { found, problems, total, state: query < queries.length ? { query, from } : {} }
      }
    },
  }
}

async function search(visit: Visit, origin: string, text: string, from: number) {
  const url = new URL('-/v1/search', `${origin}/`)
  url.search = new URLSearchParams({ text, size: String(pageSize), from: String(from) }).toString()
  const read = await askJson(visit, url, answer).catch(error => {
    // Nobody says beforehand how far a search goes.
    if (error instanceof Unwelcome && error.status === 400 && from > 0) return { total: 0, objects: [] }
    throw error
  })
  if (read === null) throw new CannotList('unreachable', `cannot be read: ${url.host} has no search`)
  const { objects } = read
  const entries = objects.flatMap(one => entry.safeParse(one).data?.package ?? [])
  const found = entries.filter(isServer).flatMap(toFound)
  const left = objects.length - entries.length
  return {
    found,
    more: objects.length > 0 && from + pageSize < Math.min(read.total, lastPage),
    problems: left > 0 ? [`${left} packages were left out: what is said of them cannot be read`] : [],
    total: read.total,
  }
}

/** Many a package is about MCP without being a server; which are, their source tells. */
function isServer({ name, keywords }: Entry): boolean {
  const words = keywords.map(word => word.toLowerCase())
  if (/^@modelcontextprotocol\/(sdk|client|server|core|inspector|ext-)/.test(name)) return false
  return (
    words.some(word => /mcp|model-?context-?protocol/.test(word)) || /(^|[-/@_.])mcp($|[-_./])/i.test(name)
  )
}

function toFound({ name, version, description, date, links }: Entry): Found[] {
  const id = npmId(name)
  if (id === null) return []
  const home = readRepository(links.repository ?? '')
  return [
    {
      id,
      aliases: [],
      claims: home === null ? [] : [idOf({ kind: 'github', repository: home.repository })!],
      name,
      ...present({
        version,
        description,
        homepage: links.homepage,
        repository: home?.address,
        updatedAt: date,
      }),
      status: 'active',
      places: [{ kind: 'npm', package: name, ...present({ version }) }],
    },
  ]
}
