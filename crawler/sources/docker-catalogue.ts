import { parse } from 'yaml'
import { z } from 'zod'
import type { ToolDefinition } from '../../classifier/index.ts'
import { cleanText } from '../clean-text.ts'
import { idOf } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { readTool } from '../read-tool.ts'
import { line, listOf, parseJson, present } from './lenient.ts'
import { githubArchives, repositoryFiles } from './repository-files.ts'
import type { Found, Place, Source } from './source.ts'

const server = z.object({
  name: z.string().max(200),
  image: z.string().max(500).optional().catch(undefined),
  about: z
    .object({ title: line(200), description: line(1000) })
    .catch({ title: undefined, description: undefined }),
  source: z
    .object({
      project: z.string().max(2000).optional().catch(undefined),
      directory: z.string().max(500).optional().catch(undefined),
      commit: z
        .string()
        .regex(/^[0-9a-f]{40}$/)
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  remote: z
    .object({ url: z.string().max(2000), transport_type: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  tools: listOf(z.looseObject({ name: z.string(), parameters: z.unknown().optional() })),
})
type Server = z.infer<typeof server>

const argument = z.object({
  name: z.string(),
  type: z.string().catch('string'),
  desc: z.string().optional().catch(undefined),
  items: z.unknown().optional(),
  optional: z.boolean().catch(false),
})

/** Docker's catalogue of servers in git, with the tools that it has seen of some of them. */
export function dockerSource({ origin = githubArchives }: { origin?: string } = {}): Source {
  return {
    id: 'docker',
    title: "Docker's catalogue",
    async *discover(visit) {
      const wanted = /^servers\/[^/]+\/(?:server\.yaml|tools\.json)$/
      const files = await repositoryFiles(visit, origin, 'docker/mcp-registry', path => wanted.test(path))
      const problems: string[] = []
      const found = [...files.keys()]
        .filter(path => path.endsWith('/server.yaml'))
        .flatMap(path => readServer(path, files, problems))
      yield { found, problems, state: {}, total: found.length }
    },
  }
}

function readServer(path: string, files: Map<string, Buffer>, problems: string[]): Found[] {
  const parsed = server.safeParse(parseYaml(files.get(path)!.toString('utf8')))
  const places = parsed.success ? placesOf(parsed.data) : []
  const id = places.map(place => idOf(place)).find(one => one !== null)
  if (!parsed.success || id === undefined || id === null) {
    problems.push(`${cleanText(path, 120)} was left out: it names no image, address or repository`)
    return []
  }
  const { name, about, source } = parsed.data
  const home = readRepository(source?.project ?? '', source?.directory)
  const published = publishedTools(
    path,
    parsed.data,
    files.get(path.replace('server.yaml', 'tools.json')),
    problems,
  )
  return [
    {
      id,
      aliases: [],
      claims: home === null || home.id === id ? [] : [home.id],
      name: cleanText(name),
      ...present({ title: about.title, description: about.description, repository: home?.address }),
      status: 'active',
      places,
      ...(published.length === 0 ? {} : { published }),
    },
  ]
}

function placesOf({ image, remote, source }: Server): Place[] {
  const home = readRepository(source?.project ?? '', source?.directory)
  const transport = /sse/i.test(remote?.transport_type ?? '') ? 'sse' : 'http'
  return [
    ...(image === undefined ? [] : [{ kind: 'oci' as const, image }]),
    ...(remote === undefined
      ? []
      : [{ kind: 'remote' as const, url: remote.url, transport } satisfies Place]),
    ...(home === null
      ? []
      : [
          {
            kind: 'github',
            repository: home.repository,
            ...present({ folder: home.folder, ref: source?.commit }),
          } as Place,
        ]),
  ]
}

/** What was seen when the server was last started, or, of a collection of commands, what it is made of. */
function publishedTools(
  path: string,
  { tools }: Server,
  file: Buffer | undefined,
  problems: string[],
): ToolDefinition[] {
  const own = tools.map(({ parameters, ...tool }) => ({ ...tool, inputSchema: parameters }))
  const seen = file === undefined ? own : parseJson(file)
  if (!Array.isArray(seen)) {
    problems.push(`${cleanText(path, 120)}: its list of tools cannot be read`)
    return []
  }
  return seen.flatMap((tool, index) => {
    const read = readTool(withSchema(tool), `${cleanText(path, 120)}, tool ${index + 1}`)
    problems.push(...read.problems)
    return read.tool ?? []
  })
}

/** Arguments of a tool are listed where nobody kept its schema. */
function withSchema(tool: unknown): unknown {
  if (typeof tool !== 'object' || tool === null || 'inputSchema' in tool || !('arguments' in tool))
    return tool
  const list = listOf(argument).parse(tool.arguments)
  const properties = list.map(({ name, type, desc, items }) => [
    name,
    { type, ...(desc === undefined ? {} : { description: desc }), ...(items === undefined ? {} : { items }) },
  ])
  const required = list.filter(({ optional }) => !optional).map(({ name }) => name)
  return { ...tool, inputSchema: { type: 'object', properties: Object.fromEntries(properties), required } }
}

function parseYaml(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return null
  }
}
