import type { Listing, Task } from '../../catalogue/index.ts'
import { CannotList, toFailure } from '../failure.ts'
import { installPackage } from '../install-package.ts'
import { listPackage } from '../list-package.ts'
import { openPace, type Pace } from '../network.ts'
import type { Place } from '../sources/index.ts'
import type { ListingFailure, ListResult, Sandbox, ServerEntry } from '../types.ts'
import type { Extractor } from './extractor.ts'
import { newestVersion } from './newest-version.ts'
import type { TaskEntry } from './plan.ts'
import { readOne } from './read-place.ts'
import type { CrawlOptions } from './types.ts'

export type Tools = {
  options: CrawlOptions
  extractor: Extractor
  sandbox: Sandbox | null
  pace: Pace
  /** Milliseconds for one server. */
  timeout: number
}

/** What everybody who reads a task shares. */
export function gatherTools(options: CrawlOptions, extractor: Extractor, sandbox: Sandbox | null): Tools {
  return {
    options,
    extractor,
    sandbox,
    pace: options.pace ?? openPace(),
    timeout: options.timeout ?? 180_000,
  }
}

/** Reads what a task is about, in its way. Never throws for a server's sake. */
export async function readTask(task: Task, tools: Tools): Promise<ListResult> {
  const entry = JSON.parse(task.entry) as TaskEntry
  const { serverId: id } = task
  if (entry.way === 'published') return published(id, entry, tools)
  let first: ListingFailure | null = null
  for (const place of entry.places) {
    const result = await readAt(place, id, entry, tools)
    if (result.ok) return { ...result, listing: withFacts(result.listing, id, entry) }
    first ??= result.failure
    if (result.failure.reason === 'stopped' || result.failure.reason === 'offline') return result
  }
  const failure = first ?? toFailure(id, new CannotList('not-readable', 'is nowhere'), 'not-readable')
  return { ok: false, failure }
}

async function readAt(place: Place, id: string, entry: TaskEntry, tools: Tools): Promise<ListResult> {
  const { options, extractor, timeout } = tools
  const { cacheDirectory, signal } = options
  try {
    if (entry.way === 'run' && place.kind === 'npm') return await run(place, id, tools)
    if (place.kind === 'remote') return await askAt(place.url, id, tools)
    const known = entryFor(id, options.entries)
    const told = place.kind === 'npm' && known ? { ...place, args: known.args } : place
    const env = known?.env ?? {}
    const version = entry.version === undefined ? {} : { version: entry.version }
    return await extractor.read(told, { id, env, ...version, cacheDirectory, timeout }, signal)
  } catch (error) {
    return { ok: false, failure: toFailure(id, error, 'not-readable') }
  }
}

function askAt(url: string, id: string, { options, pace, timeout }: Tools): Promise<ListResult> {
  const { trust = [], cacheDirectory, signal, now } = options
  const { origin, host } = new URL(url)
  const ask = () =>
    readOne(
      { kind: 'remote', url, transport: 'http' },
      {
        id,
        cacheDirectory,
        timeout,
        stranger: !trust.includes(origin),
        ...(signal ? { signal } : {}),
        ...(now ? { now } : {}),
      },
    )
  return pace.turn(host, ask, signal)
}

/** Installs a package without its scripts, and asks it in the sandbox. */
async function run(
  place: Extract<Place, { kind: 'npm' }>,
  id: string,
  { options, sandbox, timeout }: Tools,
): Promise<ListResult> {
  const { cacheDirectory, signal: stop, entries, now = () => new Date() } = options
  const limit = AbortSignal.timeout(timeout)
  const signal = stop ? AbortSignal.any([stop, limit]) : limit
  try {
    const version = place.version ?? (await newestVersion(place.package, cacheDirectory, signal))
    const { package: name, bin } = place
    const known = entryFor(id, entries) ?? { args: place.args ?? [], env: {} }
    const entry = { id, package: name, version, ...(bin === undefined ? {} : { bin }), ...known }
    const folder = await installPackage({ package: name, version, cacheDirectory, signal })
    return await listPackage({ entry, folder, sandbox: sandbox!, timeout, signal: stop, now })
  } catch (error) {
    const why = stop?.aborted ? new CannotList('stopped', 'was not installed', { cause: error }) : error
    return { ok: false, failure: toFailure(id, why, 'not-installable') }
  }
}

/** How a server is started that somebody has looked at. Which version is read, its source says. */
function entryFor(id: string, entries: ServerEntry[] = []): Omit<ServerEntry, 'version'> | null {
  const entry = entries.find(one => one.id === id)
  if (entry === undefined) return null
  const { version: _, ...rest } = entry
  return rest
}

function published(id: string, entry: TaskEntry, { options }: Tools): ListResult {
  const at = (options.now?.() ?? new Date()).toISOString()
  const { name, version = '', published: tools = [] } = entry
  return {
    ok: true,
    listing: withFacts({ server: { id, name, version }, how: 'published', at, tools }, id, entry),
    problems: [],
  }
}

/** What the source of a server says of it fills in what reading it did not tell. */
function withFacts(listing: Listing, id: string, entry: TaskEntry): Listing {
  const { server } = listing
  const { name, description, homepage, repository } = entry
  const told = {
    ...(description ? { description } : {}),
    ...(homepage ? { homepage } : {}),
    ...(repository ? { repository } : {}),
  }
  // A server at an address says any version; the one its source names is comparable.
  const version =
    entry.way === 'asked' ? (entry.version ?? server.version) : server.version || (entry.version ?? '')
  return { ...listing, server: { ...told, ...server, id, name: name || server.name, version } }
}
