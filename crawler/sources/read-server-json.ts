import { z } from 'zod'
import { compareIds, idOf, packageId, registryId } from '../identity/ids.ts'
import { readCommand } from '../identity/read-command.ts'
import { readRepository } from '../identity/read-repository.ts'
import { address, type Fields, line, listOf, present } from './lenient.ts'
import type { Found, Place } from './source.ts'

const argument = z.object({
  type: z.string().catch('positional'),
  name: z.string().optional().catch(undefined),
  value: z.coerce.string().optional().catch(undefined),
  default: z.coerce.string().optional().catch(undefined),
  isRequired: z.boolean().catch(false),
})
const named = z.object({ name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/) })
const pack = z.object({
  registryType: z.string().optional().catch(undefined),
  registryName: z.string().optional().catch(undefined),
  registryBaseUrl: z.string().max(200).optional().catch(undefined),
  identifier: z.string().max(1000).optional().catch(undefined),
  name: z.string().max(1000).optional().catch(undefined),
  version: z.string().max(255).optional().catch(undefined),
  fileSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional()
    .catch(undefined),
  packageArguments: listOf(argument),
  environmentVariables: listOf(named),
})
const remote = z.object({
  type: z.string().optional().catch(undefined),
  transportType: z.string().optional().catch(undefined),
  url: z.string().max(2000),
  headers: listOf(named),
})
const serverJson = z.object({
  name: z.string(),
  title: line(200),
  description: line(1000),
  version: z.string().max(255).optional().catch(undefined),
  versionDetail: z
    .object({ version: z.string().max(255) })
    .optional()
    .catch(undefined),
  websiteUrl: address,
  repository: z
    .object({
      url: z.string().max(2000).catch(''),
      subfolder: z.string().max(500).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  packages: listOf(pack),
  remotes: listOf(remote),
})

type Pack = z.infer<typeof pack>
type Remote = z.infer<typeof remote>

/**
 * A server as its `server.json` describes it, of this version of the schema or an earlier one; null where it
 * has no name that the registry would take. Its packages are believed to be one server, its addresses and its
 * repository are claims: nobody proves those. Its status is for the caller to say.
 */
export function readServerJson(value: unknown): Found | null {
  const parsed = serverJson.safeParse(camelCased(value))
  const own = parsed.success ? registryId(parsed.data.name) : null
  if (!parsed.success || own === null) return null
  const { name, title, description, websiteUrl, packages, remotes } = parsed.data
  const version = parsed.data.version ?? parsed.data.versionDetail?.version
  const home = readRepository(
    parsed.data.repository?.url ?? '',
    parsed.data.repository?.subfolder || undefined,
  )
  const reached = remotes.flatMap(remotePlace)
  const places: Place[] = [...packages.flatMap(packagePlace), ...reached]
  const packaged = packages.flatMap(packagedId)
  const claims = [
    ...places.filter(({ kind }) => kind === 'remote').flatMap(place => idOf(place) ?? []),
    home?.id ?? [],
  ].flat()
  // A server without a package is what it is reached at.
  const best = packaged.sort(compareIds)[0] ?? claims.find(id => id.startsWith('remote:')) ?? own
  if (home !== null)
    places.push({ kind: 'github', ...present({ repository: home.repository, folder: home.folder }) } as Place)
  return {
    id: best,
    aliases: [...new Set([...packaged, own])].filter(id => id !== best),
    claims: [...new Set(claims)].filter(id => id !== best),
    name,
    ...present({ title, description, version, homepage: websiteUrl, repository: home?.address }),
    status: 'active',
    places,
  }
}

/** Earlier versions of the schema wrote `registry_name`. */
function camelCased(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return depth > 6 ? [] : value.map(entry => camelCased(entry, depth + 1))
  if (typeof value !== 'object' || value === null || depth > 6) return value
  const members = Object.entries(value as Fields).map(([key, member]) => [
    key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
    camelCased(member, depth + 1),
  ])
  return Object.fromEntries(members)
}

function kindOf({ registryType, registryName }: Pack): string {
  const kind = (registryType ?? registryName ?? '').toLowerCase()
  return kind === 'docker' || kind === 'docker-hub' ? 'oci' : kind
}

function packagePlace(one: Pack): Place[] {
  const name = one.identifier ?? one.name ?? ''
  const version = /^\d/.test(one.version ?? '') ? one.version : undefined
  const args = argumentsOf(one)
  const environment = one.environmentVariables.map(variable => variable.name)
  const facts = present({
    version,
    args: args.length === 0 ? undefined : args,
    environment: environment.length === 0 ? undefined : environment,
  })
  switch (kindOf(one)) {
    case 'npm': {
      // A package that leads to a server elsewhere is not that server.
      const place = readCommand('npx', [name, ...args])
      if (place.kind === 'remote') return [place]
      return usable({ kind: 'npm', package: name, ...facts })
    }
    case 'pypi':
      return usable({ kind: 'pypi', package: name, ...facts })
    case 'oci': {
      const image = imageOf(one, name)
      return usable({ kind: 'oci', image, ...(environment.length === 0 ? {} : { environment }) })
    }
    case 'mcpb':
      return usable({ kind: 'mcpb', url: name, ...present({ sha256: one.fileSha256?.toLowerCase() }) })
    default:
      return []
  }
}

function usable(place: Place): Place[] {
  return idOf(place) === null ? [] : [place]
}

/** `ghcr.io` was once said beside the image's name, and so was its tag. */
function imageOf({ registryBaseUrl = '', version }: Pack, name: string): string {
  const host = /^https:\/\/([a-z0-9.-]+)\/?$/i.exec(registryBaseUrl)?.[1] ?? ''
  const full = host === '' || host === 'docker.io' || name.startsWith(`${host}/`) ? name : `${host}/${name}`
  return version === undefined || /[:@][^/]+$/.test(full) ? full : `${full}:${version}`
}

function packagedId(one: Pack): string[] {
  const kind = kindOf(one)
  const name = one.identifier ?? one.name ?? ''
  const id =
    kind === 'nuget' || kind === 'cargo'
      ? packageId(kind, name)
      : packagePlace(one).map(place => idOf(place))[0]
  return id === null || id === undefined || id.startsWith('remote:') ? [] : [id]
}

/** Arguments that are said to the letter; what the user has to fill in is left out. */
function argumentsOf({ packageArguments }: Pack): string[] {
  return packageArguments.flatMap(({ type, name, value, default: otherwise, isRequired }) => {
    const text = value ?? (isRequired ? otherwise : undefined)
    const fixed = text !== undefined && !/[{}]/.test(text)
    if (type !== 'named' || name === undefined) return fixed ? [text] : []
    return fixed ? [name, text] : []
  })
}

function remotePlace({ type, transportType, url, headers }: Remote): Place[] {
  const variables = /[{}]/.test(url)
  if (!/^https?:\/\//i.test(url) || !(variables || URL.canParse(url))) return []
  const transport = /sse/i.test(type ?? transportType ?? '') ? 'sse' : 'http'
  const names = headers.map(({ name }) => name)
  return [
    {
      kind: 'remote',
      url,
      transport,
      ...(variables ? { variables } : {}),
      ...(names.length === 0 ? {} : { headers: names }),
    },
  ]
}
