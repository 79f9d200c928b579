import { cpus } from 'node:os'
import type { Catalogue, Listing } from '../catalogue/index.ts'
import { definitionHash } from '../classifier/index.ts'
import { CannotList, toFailure } from './failure.ts'
import { installPackage, removeUnfinished } from './install-package.ts'
import { listPackage } from './list-package.ts'
import { findSandbox } from './sandbox.ts'
import type { CrawlOptions, CrawlReport, ListResult, Outcome, ServerEntry } from './types.ts'

const installTimeout = 5 * 60_000
const listTimeout = 60_000

/**
 * Goes through the servers, a few at a time, and records what each says as soon as it has said it: ended at
 * any moment and started again, a crawl goes on where it was. A server whose version the catalogue already
 * holds is not asked again; one that failed is.
 */
export async function crawl(options: CrawlOptions): Promise<CrawlReport> {
  const { servers, concurrency = Math.min(3, cpus().length) } = options
  const run: Run = { options, report: emptyReport(), queue: [...servers], done: 0 }
  run.report.sandbox = await findSandbox()
  await removeUnfinished(options.cacheDirectory)
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, () => work(run)))
  run.report.stopped = options.signal?.aborted ?? false
  return sorted(run.report)
}

type Run = { options: CrawlOptions; report: CrawlReport; queue: ServerEntry[]; done: number }

async function work(run: Run): Promise<void> {
  const { options, report, queue } = run
  const total = options.servers.length
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    const { id } = entry
    options.onProgress?.({ kind: 'started', id, total, done: run.done })
    const outcome = await visit(run, entry)
    const tools = options.catalogue.server(id)?.toolCount ?? 0
    run.done += 1
    if (outcome === 'untried') report.untried.push(id)
    else if (outcome !== 'failed') report[outcome].push(id)
    if (outcome === 'new' || outcome === 'changed' || outcome === 'unchanged') report.tools += tools
    options.onProgress?.({ kind: 'finished', id, total, done: run.done, outcome, tools })
  }
}

/** Asks one server, unless that is done already, and records what comes of it. */
async function visit(run: Run, entry: ServerEntry): Promise<Outcome> {
  const { options, report } = run
  if (options.signal?.aborted) return 'untried'
  if (!options.refresh && isKnown(options.catalogue, entry)) return 'unchanged'
  const result = await askPackage(run, entry)
  if (result.ok) return recordListing(run, result)
  const { reason, message } = result.failure
  if (reason === 'stopped') return 'untried'
  if (reason === 'offline') {
    // Once is enough to say it, and servers that are installed already can be asked all the same.
    report.offline ??=
      'There is no way to the package registry: servers that are not installed yet were left out. Connect to the network and start again.'
    return 'untried'
  }
  const at = (options.now?.() ?? new Date()).toISOString()
  options.catalogue.recordFailure({ server: { id: entry.id, name: entry.package }, at, reason, message })
  report.failed.push({ id: entry.id, reason, message })
  return 'failed'
}

function isKnown(catalogue: Catalogue, { id, version }: ServerEntry): boolean {
  const known = catalogue.server(id)
  return known !== null && known.version === version && known.how === 'listed' && known.failure === null
}

async function askPackage({ options, report }: Run, entry: ServerEntry): Promise<ListResult> {
  const { cacheDirectory, signal, now = () => new Date() } = options
  const { sandbox } = report
  try {
    const folder = await install({ entry, cacheDirectory, signal, offline: report.offline !== null })
    return await listPackage({ entry, folder, sandbox, timeout: listTimeout, signal, now })
  } catch (error) {
    return { ok: false, failure: toFailure(entry.id, error, 'not-installable') }
  }
}

type Install = {
  entry: ServerEntry
  cacheDirectory: string
  signal: AbortSignal | undefined
  offline: boolean
}

async function install({ entry, cacheDirectory, signal: stop, offline }: Install): Promise<string> {
  const timeout = AbortSignal.timeout(installTimeout)
  const signal = stop ? AbortSignal.any([stop, timeout]) : timeout
  try {
    return await installPackage({
      package: entry.package,
      version: entry.version,
      cacheDirectory,
      signal,
      offline,
    })
  } catch (error) {
    throw stop?.aborted ? new CannotList('stopped', 'was not installed', { cause: error }) : error
  }
}

function recordListing({ options: { catalogue }, report }: Run, result: ListResult & { ok: true }): Outcome {
  const { listing, problems } = result
  const { id } = listing.server
  const outcome = compare(catalogue, listing)
  catalogue.recordListing(listing)
  report.problems.push(...problems.map(message => ({ id, message })))
  return outcome
}

/** Some servers list the same tools in another order each time: that is no change. */
function compare(catalogue: Catalogue, { server, tools }: Listing): 'new' | 'changed' | 'unchanged' {
  const before = catalogue.server(server.id)
  if (before === null || before.lastSeen === null) return 'new'
  const known = catalogue.tools(server.id).map(tool => tool.definitionHash)
  const same = String(known.sort()) === String(tools.map(definitionHash).sort())
  return same && before.version === server.version ? 'unchanged' : 'changed'
}

function emptyReport(): CrawlReport {
  const groups = { new: [], changed: [], unchanged: [], failed: [], untried: [] }
  const sandbox = { kind: 'bubblewrap' as const }
  return { ...groups, tools: 0, problems: [], offline: null, stopped: false, sandbox }
}

/** Servers finish in any order; a report reads the same each time. */
function sorted(report: CrawlReport): CrawlReport {
  for (const group of [report.new, report.changed, report.unchanged, report.untried]) group.sort()
  report.failed.sort((a, b) => (a.id < b.id ? -1 : 1))
  return report
}
