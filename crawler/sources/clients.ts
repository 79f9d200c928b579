import { findConfigurations, type Machine, thisMachine } from '../clients/find-configurations.ts'
import type { Configured } from '../clients/read-configuration.ts'
import { idOf, localId } from '../identity/ids.ts'
import type { Found, Place, Source } from './source.ts'

/**
 * The servers that the user's own clients are set up to use. What could hold a secret or tell of the machine
 * stays there: arguments, variables, and what follows the path of an address.
 */
export function clientsSource(machine: Machine = thisMachine()): Source {
  return {
    id: 'clients',
    title: 'configurations of clients on this machine',
    async *discover() {
      const { servers, problems } = findConfigurations(machine)
      const found = new Map(servers.map(server => [toFound(server).id, toFound(server)]))
      yield { found: [...found.values()], state: {}, problems, total: found.size }
    },
  }
}

function toFound({ name, place }: Configured): Found {
  const known = publicPart(place)
  const id = (known && idOf(known)) ?? localId(name)
  return { id, aliases: [], claims: [], name, status: 'active', places: known === null ? [] : [known] }
}

function publicPart(place: Place): Place | null {
  switch (place.kind) {
    case 'npm':
    case 'pypi': {
      const { kind, package: name, version } = place
      return { kind, package: name, ...(version === undefined ? {} : { version }) }
    }
    case 'oci':
      return { kind: 'oci', image: place.image }
    case 'remote': {
      const { origin, pathname } = new URL(place.url)
      return { kind: 'remote', url: `${origin}${pathname}`, transport: place.transport }
    }
    default:
      return null
  }
}
