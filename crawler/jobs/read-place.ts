import { resolve } from 'node:path'
import { CannotList, toFailure } from '../failure.ts'
import type { Place } from '../sources/index.ts'
import type { Extraction, ListResult, ToolPlace } from '../types.ts'
import { newestVersion } from './newest-version.ts'

export type ReadPlaceOptions = {
  /** Canonical id of the server that is there. */
  id: string
  /** Its version, where the place itself does not say. */
  version?: string
  /** Variables it would be started with. */
  env?: { [variable: string]: string }
  /** Where archives are kept between readings. Made where it is missing. */
  cacheDirectory: string
  /** Milliseconds for all of it. */
  timeout: number
  /** False for an address that is the user's own; a stranger's has to be a public one. */
  stranger?: boolean
  signal?: AbortSignal
  now?: () => Date
}

/** Kinds of place that can be read without running anything. */
export const readableKinds: ReadonlySet<Place['kind']> = new Set(['npm', 'remote'])

/** Reads the tools of the server at a place: from its source or, at an address, by asking it. Nothing of it runs. */
export async function readPlace(place: Place, options: ReadPlaceOptions): Promise<ListResult> {
  const { timeout, signal: stop, id } = options
  const limit = AbortSignal.timeout(timeout)
  const signal = stop ? AbortSignal.any([stop, limit]) : limit
  const result = await readIn(place, { ...options, signal }).catch(error => failed(id, error))
  if (result.ok || !signal.aborted) return result
  return failed(
    id,
    stop?.aborted
      ? new CannotList('stopped', 'was not read')
      : new CannotList('timed-out', `was not read within ${timeout / 1000} s`),
  )
}

type Options = ReadPlaceOptions & { signal: AbortSignal }

async function readIn(place: Place, options: Options): Promise<ListResult> {
  switch (place.kind) {
    case 'npm':
      return toListResult(await readNpm(place, options))
    case 'remote': {
      const { listUrl } = await import('../list-url.ts')
      return listUrl(place.url, { ...options, stranger: options.stranger ?? true })
    }
    default:
      throw new CannotList('not-readable', `is ${names[place.kind]}`)
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

async function readNpm(place: Extract<Place, { kind: 'npm' }>, options: Options): Promise<Extraction> {
  const { package: name, bin, args = [] } = place
  const { id, env = {}, cacheDirectory, signal, now } = options
  const { extractPackage } = await import('../extract/extract-package.ts')
  const version = place.version ?? (await newestVersion(name, resolve(cacheDirectory), signal))
  const entry = { id, package: name, version, args, env, ...(bin === undefined ? {} : { bin }) }
  return extractPackage({ entry, cacheDirectory, signal, ...(now === undefined ? {} : { now }) })
}

/** What was read, with where each tool stands beside it. */
function toListResult(extraction: Extraction): ListResult {
  if (!extraction.ok) return extraction
  const { listing, problems, places, unproven } = extraction
  return { ok: true, listing: { ...listing, places: firstPlaces(places), unproven }, problems }
}

function firstPlaces(places: ToolPlace[]): Map<string, string> {
  const byTool = new Map<string, string>()
  for (const { tool, file, line } of places) if (!byTool.has(tool)) byTool.set(tool, `${file}:${line}`)
  return byTool
}

function failed(id: string, error: unknown): ListResult {
  return { ok: false, failure: toFailure(id, error, 'not-readable') }
}
