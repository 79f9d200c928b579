import { CannotList, toFailure } from '../failure.ts'
import type { Extraction, ExtractOptions } from '../types.ts'
import { fetchPackages } from './javascript/package/fetch-packages.ts'
import type { PackageFiles } from './javascript/package/package-files.ts'
import { readPackage } from './javascript/read-package.ts'
import { toExtraction } from './source/reading.ts'

const fetchTimeout = 3 * 60_000

/** Reads a server's tools from its npm package. Nothing of it runs. */
export async function extractPackage(options: ExtractOptions): Promise<Extraction> {
  const { entry, cacheDirectory, offline = false, signal: stop } = options
  const timeout = AbortSignal.timeout(fetchTimeout)
  const signal = stop ? AbortSignal.any([stop, timeout]) : timeout
  try {
    const { package: name, version } = entry
    const packages = await fetchPackages({ package: name, version, cacheDirectory, offline, signal })
    return extract(options, packages)
  } catch (error) {
    const reason = stop?.aborted ? new CannotList('stopped', 'was not read', { cause: error }) : error
    return { ok: false, failure: toFailure(entry.id, reason, 'not-installable') }
  }
}

/** Reads the tools of packages that are there already. Throws `CannotList` where there is nothing to read. */
export function extract(
  { entry, now = () => new Date() }: ExtractOptions,
  packages: Map<string, PackageFiles>,
): Extraction {
  const home = packages.get(entry.package)!
  const reading = readPackage(packages, home, entry, entry.bin)
  const { description, homepage } = home.manifest
  const server = {
    id: entry.id,
    name: entry.package,
    version: entry.version,
    ...(description ? { description } : {}),
    ...((entry.homepage ?? homepage) ? { homepage: entry.homepage ?? homepage! } : {}),
    ...(entry.repository ? { repository: entry.repository } : {}),
  }
  return toExtraction({ server, folder: '', languages: ['javascript'], at: now() }, reading)
}
