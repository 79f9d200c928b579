import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readArchive } from '../archive/read-archive.ts'
import { CannotList } from '../failure.ts'
import { packageId } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { readTool } from '../read-tool.ts'
import { askFor } from './ask.ts'
import { address, line, parseJson, present } from './lenient.ts'
import { lookUp } from './look-up.ts'
import type { Found, Place, Source } from './source.ts'

const manifest = z.object({
  name: z.string().max(200),
  display_name: line(200),
  version: z.string().max(100).optional().catch(undefined),
  description: line(1000),
  homepage: address,
  repository: z
    .union([
      z
        .string()
        .max(2000)
        .transform(url => ({ url })),
      z.object({ url: z.string().max(2000) }),
    ])
    .optional()
    .catch(undefined),
  tools: z.array(z.unknown()).optional().catch(undefined),
})

/** What bundles (`.mcpb`) say of themselves: the archives that the official registry names. Nothing of them runs. */
export function mcpbSource(): Source {
  return {
    id: 'mcpb',
    title: 'bundles',
    discover: visit =>
      lookUp(visit, {
        kind: 'mcpb',
        batch: 2,
        keyOf: place => place.url,
        async look(place) {
          const id = packageId('mcpb', place.url)
          if (id === null) return []
          const answer = await askFor(visit, place.url)
          return [answer === null ? gone(id, place) : await readBundle(id, place, answer)]
        },
      }),
  }
}

type Bundle = Extract<Place, { kind: 'mcpb' }>

async function readBundle(id: string, place: Bundle, answer: Response): Promise<Found> {
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (place.sha256 !== undefined && place.sha256 !== digest)
    throw new CannotList('not-readable', 'is another file than the registry vouches for')
  const files = await readArchive(bytes, path => path === 'manifest.json')
  const read = manifest.safeParse(parseJson(files.get('manifest.json')))
  if (!read.success) throw new CannotList('not-readable', 'has no manifest that can be read')
  const { name, display_name: title, version, description, homepage, repository, tools } = read.data
  const home = readRepository(repository?.url ?? '')
  const published = (tools ?? []).flatMap((tool, index) => readTool(tool, `tool ${index + 1}`).tool ?? [])
  return {
    id,
    aliases: [],
    claims: home === null ? [] : [home.id],
    name,
    ...present({ title, version, description, homepage, repository: home?.address }),
    status: 'active',
    places: [place],
    ...(published.length === 0 ? {} : { published }),
  }
}

function gone(id: string, place: Bundle): Found {
  return { id, aliases: [], claims: [], name: place.url, status: 'deleted', places: [] }
}
