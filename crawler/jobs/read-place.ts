import { resolve } from 'node:path'
import { CannotList, toFailure } from '../failure.ts'
import type { Place } from '../sources/index.ts'
import type { Extraction, ListResult } from '../types.ts'
import { newestVersion } from './newest-version.ts'

export type ReadPlaceOptions = {
  /** Canonical id of the server that is there. */
  id: string
  /** Where archives are kept between readings. Made where it is missing. */
  cacheDirectory: string
  /** Milliseconds for all of it. */
  timeout: number
  /** True for an address that a stranger gave: it has to be a public one. */
  stranger?: boolean
  signal?: AbortSignal
  now?: () => Date
}

/** Kinds of place that can be read without running anything. */
export const readableKinds: ReadonlySet<Place['kind']> = new Set(['npm', 'remote'])

/** Reads the tools of the server at a place: from its source, or, of one at an address, by asking it. Nothing runs. */
export async function readPlace(place: Place, options: ReadPlaceOptions): Promise<ListResult | Extraction> {
  const { timeout, signal: stop, ...rest } = options
  const signal = stop ? AbortSignal.any([stop, AbortSignal.timeout(timeout)]) : AbortSignal.timeout(timeout)
  try {
    switch (place.kind) {
      case 'npm':
        return await readNpm(place, { ...rest, signal })
      case 'remote': {
        const { listUrl } = await import('../list-url.ts')
        return await listUrl(place.url, { ...options, stranger: options.stranger ?? true })
      }
      default:
        throw new CannotList('not-readable', `is ${names[place.kind]}`)
    }
  } catch (error) {
    const why = stop?.aborted ? new CannotList('stopped', 'was not read', { cause: error }) : error
    return { ok: false, failure: toFailure(options.id, why, 'not-readable') }
  }
}

const names = {
  npm: 'a package of npm',
  pypi: 'a package of PyPI',
  oci: 'an image of a container',
  mcpb: 'a bundle of programs',
  github: 'a repository',
  remote: 'a server at an address',
  command: 'a program of this machine',
} satisfies Record<Place['kind'], string>

type NpmPlace = Extract<Place, { kind: 'npm' }>

async function readNpm(
  { package: name, version, bin, args = [] }: NpmPlace,
  options: Omit<ReadPlaceOptions, 'timeout' | 'signal'> & { signal: AbortSignal },
): Promise<Extraction> {
  const { id, cacheDirectory, signal, now } = options
  const { extractPackage } = await import('../extract/extract-package.ts')
  const known = version ?? (await newestVersion(name, resolve(cacheDirectory), signal))
  const entry = { id, package: name, version: known, args, env: {}, ...(bin === undefined ? {} : { bin }) }
  return extractPackage({ entry, cacheDirectory, signal, ...(now === undefined ? {} : { now }) })
}
