import { z } from 'zod'
import { npmId, registryId } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { askJson } from './ask.ts'
import { address, line, present } from './lenient.ts'
import { lookUp } from './look-up.ts'
import type { Found, Source } from './source.ts'

const manifest = z.object({
  name: z.string(),
  version: z.string().max(100),
  description: line(1000),
  homepage: address,
  mcpName: z.string().optional().catch(undefined),
  deprecated: z.union([z.string(), z.boolean()]).optional().catch(undefined),
  repository: z
    .union([
      z
        .string()
        .max(2000)
        .transform(url => ({ url, directory: undefined })),
      z.object({ url: z.string().max(2000), directory: z.string().max(500).optional().catch(undefined) }),
    ])
    .optional()
    .catch(undefined),
})
type Manifest = z.infer<typeof manifest>

/**
 * What packages on npm say of themselves in their newest version: their repository and the folder in it, their
 * name in the official registry, whether they are kept up. Only that version is asked for: all versions of one
 * package can be megabytes.
 */
export function npmSource({ origin }: { origin: string }): Source {
  return {
    id: 'npm',
    origin,
    title: 'packages of npm',
    discover: visit =>
      lookUp(visit, {
        kind: 'npm',
        batch: 20,
        keyOf: place => place.package,
        async look({ package: name }) {
          const id = npmId(name)
          if (id === null) return []
          const url = `${origin}/${name.replace('/', '%2f')}/latest`
          const read = await askJson(visit, url, manifest)
          return [read === null ? gone(id, name) : toFound(id, read)]
        },
      }),
  }
}

function toFound(id: string, read: Manifest): Found {
  const { name, version, description, homepage, deprecated, mcpName = '' } = read
  if (isEmptied(read)) return { ...gone(id, name), statusMessage: 'npm removed it for security' }
  const home = readRepository(read.repository?.url ?? '', read.repository?.directory || undefined)
  const own = registryId(mcpName)
  const reason = typeof deprecated === 'string' ? line(500).parse(deprecated) : undefined
  return {
    id,
    aliases: [],
    claims: [home?.id, own].filter(claim => claim !== undefined && claim !== null),
    name,
    ...present({ description, homepage, repository: home?.address, statusMessage: reason }),
    version,
    status: deprecated ? 'deprecated' : 'active',
    places: [{ kind: 'npm', package: name, version }],
  }
}

function gone(id: string, name: string): Found {
  return { id, aliases: [], claims: [], name, status: 'deleted', places: [] }
}

/** What npm leaves in place of malware. */
function isEmptied({ version, repository }: Manifest): boolean {
  return /-security(\.\d+)?$/.test(version) && /npm\/security-holder/.test(repository?.url ?? '')
}
