import { z } from 'zod'
import { pypiId, registryId } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { askJson } from './ask.ts'
import { address, line, present, time } from './lenient.ts'
import { lookUp } from './look-up.ts'
import type { Found, Source } from './source.ts'

const project = z.object({
  info: z.object({
    name: z.string().max(200),
    version: z.string().max(100),
    summary: line(1000),
    description: z.string().nullish().catch(null),
    home_page: address,
    project_urls: z.record(z.string(), z.string()).nullish().catch(null),
    yanked: z.boolean().catch(false),
    yanked_reason: line(500),
    classifiers: z.array(z.string()).catch([]),
  }),
  urls: z.array(z.object({ upload_time_iso_8601: time })).catch([]),
})
type Project = z.infer<typeof project>

/**
 * What projects on PyPI say of themselves. PyPI has no search for programs: names come from other sources.
 */
export function pypiSource({ origin = 'https://pypi.org' }: { origin?: string } = {}): Source {
  return {
    id: 'pypi',
    title: 'projects of PyPI',
    discover: visit =>
      lookUp(visit, {
        kind: 'pypi',
        batch: 10,
        keyOf: place => pypiId(place.package) ?? '',
        async look({ package: name }) {
          const id = pypiId(name)
          if (id === null) return []
          const read = await askJson(visit, `${origin}/pypi/${id.slice('pypi:'.length)}/json`, project)
          return [read === null ? gone(id, name) : toFound(id, read)]
        },
      }),
  }
}

function toFound(id: string, { info, urls }: Project): Found {
  const { name, version, summary, yanked } = info
  const links = [...Object.values(info.project_urls ?? {}), info.home_page ?? '']
  const home = links.map(link => readRepository(link)).find(one => one !== null)
  const own = readOwnName(info.description ?? '')
  const inactive = info.classifiers.some(text => /:: (7 - )?Inactive$/.test(text))
  const updatedAt = urls.map(file => file.upload_time_iso_8601 ?? '').reduce((a, b) => (a > b ? a : b), '')
  return {
    id,
    aliases: [],
    claims: [home?.id, own].filter(claim => claim !== undefined && claim !== null),
    name,
    version,
    ...present({
      description: summary,
      homepage: info.home_page,
      repository: home?.address,
      statusMessage: yanked ? info.yanked_reason : undefined,
      updatedAt: updatedAt || undefined,
    }),
    status: yanked || inactive ? 'deprecated' : 'active',
    places: [{ kind: 'pypi', package: name, version }],
  }
}

/** The registry has projects of PyPI say which server they are in their description. */
function readOwnName(description: string): string | null {
  const name = /\bmcp-name:\s*([A-Za-z0-9./_-]{3,200})/.exec(description.slice(0, 200_000))?.[1]
  return name === undefined ? null : registryId(name)
}

function gone(id: string, name: string): Found {
  return { id, aliases: [], claims: [], name, status: 'deleted', places: [] }
}
