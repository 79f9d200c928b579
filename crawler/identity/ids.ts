import { isPackageName } from '../server-list.ts'
import type { Place } from '../sources/source.ts'

// One way to write each id, so that the same server has the same one wherever it is met. What a stranger says
// and no id can be made of is null.

/** Kinds of id, the best first: the first that a server has is its own, the others are further names of it. */
const kinds = [
  'npm',
  'pypi',
  'oci',
  'github',
  'remote',
  'nuget',
  'cargo',
  'mcpb',
  'registry',
  'local',
] as const
export type IdKind = (typeof kinds)[number]

export function kindOf(id: string): IdKind | null {
  const kind = id.slice(0, id.indexOf(':'))
  return kinds.find(known => known === kind) ?? null
}

/** Orders ids by their kind, then by their text. */
export function compareIds(one: string, other: string): number {
  const rank = (id: string) => kinds.indexOf(kindOf(id) ?? 'local')
  return rank(one) - rank(other) || (one < other ? -1 : one > other ? 1 : 0)
}

/** Published once under a name that nobody else has. */
export function isPackageId(id: string): boolean {
  const kind = kindOf(id)
  return kind !== null && ['npm', 'pypi', 'oci', 'nuget', 'cargo', 'mcpb'].includes(kind)
}

/** The id that a place gives a server; null where it gives none, as a command on somebody's machine does. */
export function idOf(place: Place): string | null {
  switch (place.kind) {
    case 'npm':
      return npmId(place.package)
    case 'pypi':
      return pypiId(place.package)
    case 'oci':
      return ociId(place.image)
    case 'mcpb':
      return packageId('mcpb', place.url)
    case 'github':
      return githubId(place.repository, place.folder)
    case 'remote':
      return place.variables ? null : remoteId(place.url)
    case 'command':
      return null
  }
}

export function npmId(name: string): string | null {
  return isPackageName(name) ? `npm:${name}` : null
}

/** PEP 503: names that differ in case, dots, dashes and underscores alone are one. */
export function pypiId(name: string): string | null {
  if (name.length > 200 || !/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name)) return null
  return `pypi:${name.toLowerCase().replaceAll(/[-_.]+/g, '-')}`
}

/** Without its tag or digest, and without the names that Docker adds by itself. */
export function ociId(image: string): string | null {
  const bare = image
    .trim()
    .toLowerCase()
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
  const name = bare.replace(/^(?:index\.|registry-1\.)?docker\.io\//, '').replace(/^library\//, '')
  if (name.length > 300 || !/^[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/.test(name))
    return null
  return `oci:${name}`
}

/** `repository` is `owner/name`, whose case says nothing; that of a folder within does. */
export function githubId(repository: string, folder = ''): string | null {
  const name = repository.replace(/\.git$/, '').toLowerCase()
  if (!/^[a-z0-9](?:[a-z0-9-]{0,38})\/[a-z0-9._-]{1,100}$/.test(name) || /\/\.{1,2}$/.test(name)) return null
  const parts = folder.split('/').filter(part => part !== '' && part !== '.')
  if (parts.some(part => part === '..' || /[\p{Cc}\\]/u.test(part)) || folder.length > 500) return null
  return ['github:', name, ...parts.map(part => `/${part}`)].join('')
}

/** Without what follows the path: that can be a key. */
export function remoteId(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url === null || !/^https?:$/.test(url.protocol) || /[{}]|%7[bd]/i.test(`${url.host}${url.pathname}`))
    return null
  return `remote:${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** A server's name in the official registry. */
export function registryId(name: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9.-]*\/[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) && name.length <= 200
    ? `registry:${name}`
    : null
}

export function packageId(kind: 'nuget' | 'cargo' | 'mcpb', name: string): string | null {
  const usual = kind === 'mcpb' ? /^https:\/\/[\x21-\x7e]{1,1000}$/ : /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/
  return usual.test(name) ? `${kind}:${kind === 'mcpb' ? name : name.toLowerCase()}` : null
}

/** A server that has no place but a file, or somebody's own machine. `name` is free of control characters. */
export function localId(name: string): string {
  return `local:${name}`
}
