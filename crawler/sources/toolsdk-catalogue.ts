import { z } from 'zod'
import type { ToolDefinition } from '../../classifier/index.ts'
import { cleanText } from '../clean-text.ts'
import { CannotList } from '../failure.ts'
import { idOf } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { readTool } from '../read-tool.ts'
import { line, listOf, parseJson, present } from './lenient.ts'
import { githubArchives, repositoryFiles } from './repository-files.ts'
import type { Found, Place, Source } from './source.ts'

const index = z.record(
  z.string(),
  z.object({
    path: z.string().max(500),
    tools: z.record(z.string(), z.unknown()).optional().catch(undefined),
  }),
)
const pack = z.object({
  packageName: z.string(),
  packageVersion: z.string().max(100).optional().catch(undefined),
  name: line(200),
  description: line(1000),
  url: z.string().max(2000).catch(''),
  runtime: z.string().catch(''),
  bin: z.string().max(200).optional().catch(undefined),
  binArgs: listOf(z.string()),
  remotes: listOf(z.object({ type: z.string().catch(''), url: z.string().max(2000) })),
})
type Pack = z.infer<typeof pack>

/**
 * ToolSDK's catalogue of packages in git, with the names and descriptions of the tools that it has seen of
 * some of them.
 */
export function toolsdkSource({ origin = githubArchives }: { origin?: string } = {}): Source {
  return {
    id: 'toolsdk',
    title: "ToolSDK's catalogue",
    async *discover(visit) {
      const wanted = /^(?:indexes\/packages-list|packages\/[^/]+\/[^/]+)\.json$/
      const repository = 'toolsdk-ai/toolsdk-mcp-registry'
      const files = await repositoryFiles(visit, origin, repository, path => wanted.test(path))
      const list = index.safeParse(parseJson(files.get('indexes/packages-list.json')))
      if (!list.success) throw new CannotList('not-readable', 'cannot be read: its index is something else')
      const problems: string[] = []
      const found = Object.values(list.data).flatMap(({ path, tools }) => {
        const read = pack.safeParse(parseJson(files.get(`packages/${path}`)))
        const one = read.success ? toFound(read.data, tools, problems) : null
        if (one === null)
          problems.push(`${cleanText(path, 120)} was left out: it names no package, address or repository`)
        return one ?? []
      })
      // Some are listed twice, and once without their tools.
      const known = new Map(found.filter(one => one.published === undefined).map(one => [one.id, one]))
      for (const one of found) if (one.published !== undefined) known.set(one.id, one)
      yield { found: [...known.values()], problems, state: {}, total: known.size }
    },
  }
}

function toFound(
  one: Pack,
  tools: { [name: string]: unknown } | undefined,
  problems: string[],
): Found | null {
  const { packageName, name, description, url, packageVersion: version } = one
  const places = placesOf(one)
  const id = places.map(place => idOf(place)).find(known => known !== null)
  if (id === undefined || id === null) return null
  const home = readRepository(url)
  const published = publishedTools(packageName, tools, problems)
  return {
    id,
    aliases: [],
    claims: [...new Set(places.flatMap(place => idOf(place) ?? []))].filter(claim => claim !== id),
    name: name ?? cleanText(packageName),
    ...present({ description, version, repository: home?.address }),
    status: 'active',
    places,
    ...(published.length === 0 ? {} : { published }),
  }
}

/** Names under `@toolsdk-remote` stand for servers at an address: there is no such package. */
function placesOf({
  packageName,
  packageVersion: version,
  runtime,
  bin,
  binArgs,
  remotes,
  url,
}: Pack): Place[] {
  const home = readRepository(url)
  const facts = {
    package: packageName,
    ...present({ version, args: binArgs.length === 0 ? undefined : binArgs }),
  }
  const isPackage = !packageName.startsWith('@toolsdk-remote/')
  const packages: Place[] = [
    ...(isPackage && runtime === 'node' ? [{ kind: 'npm' as const, ...facts, ...present({ bin }) }] : []),
    ...(isPackage && runtime === 'python' ? [{ kind: 'pypi' as const, ...facts }] : []),
  ]
  const reached = remotes.map(remote => ({
    kind: 'remote' as const,
    url: remote.url,
    transport: /sse/i.test(remote.type) ? ('sse' as const) : ('http' as const),
  }))
  const code: Place[] =
    home === null
      ? []
      : [{ kind: 'github', repository: home.repository, ...present({ folder: home.folder }) } as Place]
  return [
    ...packages.filter(place => idOf(place) !== null),
    ...reached.filter(place => idOf(place) !== null),
    ...code,
  ]
}

function publishedTools(
  name: string,
  tools: { [name: string]: unknown } | undefined,
  problems: string[],
): ToolDefinition[] {
  return Object.values(tools ?? {}).flatMap((tool, position) => {
    const read = readTool(tool, `${cleanText(name, 120)}, tool ${position + 1}`)
    problems.push(...read.problems)
    return read.tool ?? []
  })
}
