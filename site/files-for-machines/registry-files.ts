import type { ServerRow } from '../../catalogue/index.ts'
import { type Category, type Severity, severities } from '../../classifier/index.ts'
import type { ServerEntry, ToolEntry } from '../atlas.ts'
import type { Write } from '../build/output.ts'
import { categories } from '../lists.ts'
import { lastSegment } from '../paths.ts'
import { capabilitiesIn } from '../powers.ts'

/** As many as the official registry gives on one page. */
const serversPerPage = 100
/** Where registries keep what is their own: a name of ours, not of the official one. */
const ownMeta = 'placard/labels'

/**
 * Writes the servers in the shape of the official registry's API v0.1, with their labels in `_meta`: the list, page
 * by page. Files stand for addresses: where a host cannot map `/v0.1/servers` to `index.json` below it, clients add
 * that themselves.
 */
export function writeRegistryList(servers: readonly ServerEntry[], address: string, write: Write): void {
  for (let page = 1; page === 1 || (page - 1) * serversPerPage < servers.length; page += 1) {
    const some = servers.slice((page - 1) * serversPerPage, page * serversPerPage)
    const more = page * serversPerPage < servers.length
    const list = {
      servers: some.map(server => ({
        server: toServer(server.row, server),
        _meta: summary(server, address),
      })),
      metadata: { count: some.length, ...(more && { nextCursor: String(page + 1) }) },
    }
    write(`/v0.1/servers/${page === 1 ? '' : `page/${page}/`}index.json`, toJson(list))
  }
}

/** Writes what stands below the list for one server, with a label for each of its tools. */
export function writeRegistryServer(server: ServerEntry, address: string, write: Write): void {
  const own = { server: toServer(server.row, server), _meta: withTools(server, address) }
  const folder = `/v0.1/servers/${lastSegment(server.path)}/versions/`
  write(`${folder}index.json`, toJson({ servers: [own], metadata: { count: 1 } }))
  write(`${folder}latest/index.json`, toJson(own))
}

/** A `server.json`. Names have the registry's form: what kind of id it is, a slash, and the segment of our path. */
function toServer(
  { id, name, version, description, homepage, repository }: ServerRow,
  { path }: ServerEntry,
) {
  const kind = id.slice(0, id.indexOf(':'))
  const identifier = id.slice(kind.length + 1)
  return {
    name: `${kind}/${lastSegment(path)}`,
    title: name.slice(0, 100),
    description: (description ?? '').slice(0, 100),
    version: version || '0.0.0',
    ...(homepage && { websiteUrl: homepage }),
    ...(repository && { repository: { url: repository, source: hostOf(repository) } }),
    ...(['npm', 'pypi', 'oci'].includes(kind) && {
      packages: [{ registryType: kind, identifier, version, transport: { type: 'stdio' } }],
    }),
    ...(kind === 'remote' && { remotes: [{ type: 'streamable-http', url: identifier }] }),
  }
}

function hostOf(repository: string): string {
  return /^(?:git\+)?https:\/\/(?:www\.)?github\.com\//.test(repository) ? 'github' : 'other'
}

function summary({ row, path, tools }: ServerEntry, address: string) {
  return {
    [ownMeta]: {
      id: row.id,
      page: `${address}${path}`,
      firstSeen: row.firstSeen,
      lastSeen: row.lastSeen,
      tools: tools.length,
      categories: countBy(tools, categories, ({ category }) => category),
      severities: countBy(tools, severities, ({ severity }) => severity),
      ...(row.failure && { failure: row.failure.reason }),
      ...(row.status && { status: row.status }),
    },
  }
}

function withTools(server: ServerEntry, address: string) {
  const labels = summary(server, address)[ownMeta]!
  const tools = server.tools.map(({ name, label, powers, path }) => ({
    name,
    ...(label ?? { category: null, severity: null, confidence: null }),
    capabilities: capabilitiesIn(powers),
    page: `${address}${path}`,
  }))
  return { [ownMeta]: { ...labels, policy: `${address}${server.path}policy.json`, labels: tools } }
}

function countBy<Name extends Category | Severity>(
  tools: ToolEntry[],
  names: readonly Name[],
  nameOf: (label: NonNullable<ToolEntry['label']>) => Category | Severity,
): { [name: string]: number } {
  return Object.fromEntries(
    names.flatMap(name => {
      const count = tools.filter(({ label }) => label !== null && nameOf(label) === name).length
      return count === 0 ? [] : [[name, count]]
    }),
  )
}

function toJson(value: object): string {
  return `${JSON.stringify(value)}\n`
}
