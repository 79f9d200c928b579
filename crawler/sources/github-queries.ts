import { z } from 'zod'
import { githubId } from '../identity/ids.ts'
import type { AskGitHub } from './github-api.ts'
import { address, line, listOf, present, time } from './lenient.ts'
import type { Found } from './source.ts'

/** What servers on GitHub say of themselves, and what their code does. The order is part of a pass's state. */
export const queries: { kind: 'repositories' | 'code'; text: string }[] = [
  { kind: 'repositories', text: 'topic:mcp-server' },
  { kind: 'repositories', text: 'topic:mcp-servers' },
  { kind: 'repositories', text: 'topic:model-context-protocol' },
  { kind: 'repositories', text: 'topic:modelcontextprotocol' },
  { kind: 'repositories', text: 'topic:model-context-protocol-servers' },
  { kind: 'repositories', text: 'mcp-server in:name' },
  { kind: 'code', text: 'static.modelcontextprotocol.io filename:server.json' },
  { kind: 'code', text: '"@modelcontextprotocol/sdk" filename:package.json' },
  { kind: 'code', text: '"@modelcontextprotocol/server" filename:package.json' },
  { kind: 'code', text: 'fastmcp filename:pyproject.toml' },
  { kind: 'code', text: '"mcp[cli]" filename:pyproject.toml' },
  { kind: 'code', text: 'mark3labs/mcp-go filename:go.mod' },
  { kind: 'code', text: 'modelcontextprotocol/go-sdk filename:go.mod' },
  { kind: 'code', text: 'io.modelcontextprotocol.sdk filename:pom.xml' },
  { kind: 'code', text: 'rmcp filename:Cargo.toml' },
]

export type SearchAnswer = { total: number; incomplete: boolean; found: Found[] }

export const repository = z.object({
  full_name: z.string(),
  description: line(1000),
  homepage: address,
  pushed_at: time,
  archived: z.boolean().catch(false),
  disabled: z.boolean().catch(false),
  fork: z.boolean().catch(false),
  /** A token may show what is nobody else's business. */
  private: z.boolean().default(false).catch(true),
})
const file = z.object({
  path: z.string().max(1000),
  repository: z.object({
    full_name: z.string(),
    description: line(1000),
    fork: z.boolean().catch(false),
    private: z.boolean().default(false).catch(true),
  }),
})

function answer<Schema extends z.ZodType>(item: Schema) {
  return z.object({
    total_count: z.number().int(),
    incomplete_results: z.boolean().catch(false),
    items: listOf(item),
  })
}

export async function readRepositories(ask: AskGitHub, q: string, size: number): Promise<SearchAnswer> {
  const read = await ask(
    'GET /search/repositories',
    { q, per_page: size, sort: 'updated' },
    answer(repository),
  )
  if (read === null) return { total: 0, incomplete: true, found: [] }
  const { total_count: total, incomplete_results: incomplete, items } = read.value
  return { total, incomplete, found: items.filter(({ fork }) => !fork).flatMap(toFound) }
}

export async function readCode(ask: AskGitHub, q: string, size: number): Promise<SearchAnswer> {
  const read = await ask('GET /search/code', { q, per_page: size }, answer(file))
  if (read === null) return { total: 0, incomplete: true, found: [] }
  const { total_count: total, incomplete_results: incomplete, items } = read.value
  const found = items.flatMap(({ path, repository: { fork, ...home } }) =>
    fork ? [] : toFound({ ...repository.parse(home), folder: folderOf(path) }),
  )
  return { total, incomplete, found: [...new Map(found.map(one => [one.id, one])).values()] }
}

export type Repository = z.infer<typeof repository>

/** A repository, or a folder of it, as it says it is. `folder` is null for one where no server is kept. */
export function toFound(read: Repository & { folder?: string | null }): Found[] {
  const {
    full_name: name,
    description,
    homepage,
    pushed_at: updatedAt,
    archived,
    disabled,
    folder = '',
  } = read
  const id = folder === null ? null : githubId(name, folder)
  if (id === null || isList(name) || read.private) return []
  return [
    {
      id,
      aliases: [],
      claims: [],
      name: folder ? `${name}/${folder}` : name,
      ...present({ description, homepage, updatedAt }),
      repository: `https://github.com/${name}`,
      status: disabled ? 'deleted' : archived ? 'deprecated' : 'active',
      ...(archived ? { statusMessage: 'its repository is archived' } : {}),
      places: disabled
        ? []
        : [{ kind: 'github', repository: name, ...(folder ? { folder: folder as string } : {}) }],
    },
  ]
}

/** Collections of links are about servers, and are none. */
function isList(name: string): boolean {
  return /\/awesome-|-awesome(-|$)/i.test(name)
}

/** The folder of a manifest; null where it is an example, a test or somebody else's package. */
export function folderOf(path: string): string | null {
  const folder = path.split('/').slice(0, -1).join('/')
  const aside =
    /(^|\/)(node_modules|vendor|third_party|tests?|__tests__|fixtures?|examples?|samples?|templates?|docs?|benchmarks?|e2e)(\/|$)/i
  return aside.test(folder) ? null : folder
}
