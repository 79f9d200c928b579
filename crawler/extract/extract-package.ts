import type { ToolDefinition } from '../../classifier/index.ts'
import { CannotList, toFailure } from '../failure.ts'
import { readTool } from '../read-tool.ts'
import type { Extraction, ExtractOptions, ToolPlace } from '../types.ts'
import { fetchPackages } from './package/fetch-packages.ts'
import { findProgram } from './package/find-program.ts'
import type { PackageFiles } from './package/package-files.ts'
import { type Reading, readTools } from './read-tools.ts'
import type { Found } from './tools/collect-tools.ts'
import { countUnproven } from './tools/count-unproven.ts'
import { lineOf } from './tools/line-of.ts'

const fetchTimeout = 3 * 60_000

/** Reads a server's tools from its package's source. Nothing of it runs. */
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
  const path = findProgram(home, entry.bin)
  if (path === null) throw new CannotList('not-readable', 'has no program in JavaScript')
  const reading = readTools(packages, home, path, entry)
  if (reading.found.length === 0) throw new CannotList('not-readable', whyNothing(home, reading))
  const { tools, places, problems } = check(reading.found)
  const { description, homepage } = home.manifest
  const server = {
    id: entry.id,
    name: entry.package,
    version: entry.version,
    ...(description ? { description } : {}),
    ...((entry.homepage ?? homepage) ? { homepage: entry.homepage ?? homepage! } : {}),
    ...(entry.repository ? { repository: entry.repository } : {}),
  }
  return {
    ok: true,
    listing: { server, how: 'extracted', at: now().toISOString(), tools },
    problems: [...problems, ...remarks(reading)],
    places,
    unproven: countUnproven(reading.run, reading.found) + reading.nameless,
  }
}

function check(found: Found[]): { tools: ToolDefinition[]; places: ToolPlace[]; problems: string[] } {
  const tools: ToolDefinition[] = []
  const places: ToolPlace[] = []
  const problems: string[] = []
  for (const [index, { definition, at, partly }] of found.entries()) {
    const read = readTool(definition, `tool ${index + 1}`)
    problems.push(...read.problems)
    if (read.tool === null) continue
    tools.push(read.tool)
    if (at !== null) places.push({ tool: read.tool.name, file: at.file, line: lineOf(at) })
    if (partly.length > 0)
      problems.push(`tool ${index + 1}: its ${partly.join(' and ')} cannot be known from the source`)
  }
  return { tools, places, problems }
}

function remarks({ nameless, exhausted }: Reading): string[] {
  return [
    ...(nameless > 0 ? [`${nameless} tools were left out: their names cannot be known from the source`] : []),
    ...(exhausted ? ['not all of the code was followed: it is more than the limit allows'] : []),
  ]
}

/** What kept the tools from being read, as far as that shows. */
function whyNothing({ files, manifest }: PackageFiles, { exhausted }: Reading): string {
  const binaries = Object.keys(manifest.optionalDependencies ?? {}).filter(name =>
    /linux|darwin|win32/.test(name),
  )
  const code = [...files].filter(([path]) => /\.[cm]?[jt]s$/.test(path))
  if (binaries.length > 0 && !code.some(([, text]) => text.includes('modelcontextprotocol')))
    return 'is a program compiled for each system: there is no source to read'
  return exhausted ? 'has more code than the limit allows' : 'shows no tool that reaches a server'
}
