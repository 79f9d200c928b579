import { ociId, registryId } from '../identity/ids.ts'
import { readRepository } from '../identity/read-repository.ts'
import { address, line, present } from './lenient.ts'
import { lookUp } from './look-up.ts'
import { readLabels } from './oci-labels.ts'
import type { Found, Source } from './source.ts'

/** What images of containers say of themselves in their labels. No layer of them is fetched. */
export function ociSource({ originOf = (host: string) => `https://${host}` } = {}): Source {
  return {
    id: 'oci',
    title: 'images of containers',
    discover: visit =>
      lookUp(visit, {
        kind: 'oci',
        batch: 4,
        keyOf: place => place.image,
        async look({ image }) {
          const id = ociId(image)
          if (id === null) return []
          const labels = await readLabels(visit, image, originOf)
          return [labels === null ? gone(id, image) : toFound(id, image, labels)]
        },
      }),
  }
}

function toFound(id: string, image: string, labels: Map<string, string>): Found {
  const said = (name: string) => labels.get(`org.opencontainers.image.${name}`)
  const home = readRepository(said('source') ?? '')
  const own = registryId(labels.get('io.modelcontextprotocol.server.name') ?? '')
  return {
    id,
    aliases: [],
    claims: [home?.id, own].filter(claim => claim !== undefined && claim !== null),
    name: line(200).parse(said('title')) ?? id.slice('oci:'.length),
    ...present({
      description: line(1000).parse(said('description')),
      version: line(100).parse(said('version')),
      homepage: address.parse(said('url')),
      repository: home?.address,
    }),
    status: 'active',
    places: [{ kind: 'oci', image }],
  }
}

function gone(id: string, image: string): Found {
  return { id, aliases: [], claims: [], name: image, status: 'deleted', places: [] }
}
