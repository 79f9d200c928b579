import { resolve } from 'node:path'
import { CannotList, toFailure } from '../failure.ts'
import type { Place } from '../sources/index.ts'
import type { Extraction, ListResult, ToolPlace } from '../types.ts'
import type { ArchivePlace, Hosts } from './find-archive.ts'
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
  /** Where archives are asked for in place of the public hosts. */
  hosts?: Hosts
  signal?: AbortSignal
  now?: () => Date
}

/** Kinds of place that can be read without running anything. */
export const readableKinds: ReadonlySet<Place['kind']> = new Set(['npm', 'pypi', 'mcpb', 'github', 'remote'])

/**
 * Reads the tools of every server at a place: from source or, at an address, by asking. Nothing of it runs. At least
 * one result, and more than one for a repository that is home to several.
 */
export async function readPlace(place: Place, options: ReadPlaceOptions): Promise<ListResult[]> {
  const { timeout, signal: stop, id } = options
  const limit = AbortSignal.timeout(timeout)
  const signal = stop ? AbortSignal.any([stop, limit]) : limit
  const results = await readIn(place, { ...options, signal }).catch(error => [failed(id, error)])
  if (!signal.aborted || results.some(({ ok }) => ok)) return results
  const why = stop?.aborted
    ? new CannotList('stopped', 'was not read')
    : new CannotList('timed-out', `was not read within ${timeout / 1000} s`)
  return [failed(id, why)]
}

/** The same for a place that is known to be one server's. */
export async function readOne(place: Place, options: ReadPlaceOptions): Promise<ListResult> {
  const results = await readPlace(place, options)
  const read = results.filter(result => result.ok)
  if (read.length < 2) return read[0] ?? results[0]!
  const root = read.find(({ listing }) => listing.server.id === options.id)
  if (root !== undefined) return root
  const several = new CannotList(
    'not-readable',
    `is home to ${read.length} servers, and none stands at its root`,
  )
  return failed(options.id, several)
}

type Options = ReadPlaceOptions & { signal: AbortSignal }

async function readIn(place: Place, options: Options): Promise<ListResult[]> {
  switch (place.kind) {
    case 'npm':
      return [toListResult(await readNpm(place, options))]
    case 'github':
    case 'pypi':
    case 'mcpb': {
      const { readArchivePlace } = await import('./read-archive-place.ts')
      return named(within(place, await readArchivePlace(place, options)).map(toListResult), options.id)
    }
    case 'remote': {
      const { listUrl } = await import('../list-url.ts')
      return [await listUrl(place.url, { ...options, stranger: options.stranger ?? true })]
    }
    default:
      throw new CannotList('not-readable', `is ${names[place.kind]}`)
  }
}

/** Of a repository only what stands in the folder that is meant. */
function within(place: ArchivePlace, extractions: Extraction[]): Extraction[] {
  const { folder = '' } = place.kind === 'github' ? place : {}
  const inside = extractions.filter(
    extraction =>
      !extraction.ok ||
      folder === '' ||
      extraction.folder === folder ||
      extraction.folder.startsWith(`${folder}/`),
  )
  if (inside.length === 0) throw new CannotList('not-readable', 'shows no tool that reaches a server')
  return inside
}

/** One server alone is the one that was asked for, wherever in the archive it stands. */
function named([result, ...others]: ListResult[], id: string): ListResult[] {
  if (!result?.ok || others.length > 0) return [result!, ...others]
  return [{ ...result, listing: { ...result.listing, server: { ...result.listing.server, id } } }]
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
