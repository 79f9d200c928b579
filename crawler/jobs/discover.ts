import type { FoundRow, Job } from '../../catalogue/index.ts'
import { CannotList } from '../failure.ts'
import { openFileCache, openPoliteNetwork } from '../network.ts'
import type { Found, Page, Place, Source, Visit } from '../sources/index.ts'
import type { CrawlOptions, SourceReport } from './types.ts'

/**
 * Asks every source what it has found. A page is recorded together with where its source then stands, so that a
 * crawl that was killed goes on after the last page it had; a source that was through is not asked again.
 */
export async function discover(options: CrawlOptions, job: Job): Promise<SourceReport[]> {
  const reports: SourceReport[] = []
  for (const source of options.sources) {
    const { id, title } = source
    const report: SourceReport = { id, title, found: 0, problems: [] }
    reports.push(report)
    if (options.signal?.aborted || options.catalogue.recall(jobKey(job), id) !== null) continue
    try {
      const whole = await visit(source, options, job, report)
      if (whole) options.catalogue.remember(jobKey(job), id, 'done')
    } catch (error) {
      if (options.signal?.aborted) continue
      if (!(error instanceof CannotList)) throw error
      report.failure = `${title} ${error.message}`
    }
  }
  const counts = options.catalogue.foundIn(job.id)
  return reports.map(report => ({ ...report, found: counts.get(report.id) ?? 0 }))
}

/** The memory of a crawl: which sources it is through with. */
function jobKey({ id }: Job): string {
  return `job ${id}`
}

/** True where the source was gone through to its end. */
async function visit(
  source: Source,
  options: CrawlOptions,
  job: Job,
  report: SourceReport,
): Promise<boolean> {
  const { catalogue, signal, limit = Number.POSITIVE_INFINITY } = options
  for await (const page of source.discover(visitOf(source, options))) {
    recordPage(options, job, source, page)
    report.found += page.found.length
    report.problems.push(...page.problems)
    const total = page.total === undefined ? {} : { total: page.total }
    options.onProgress?.({ kind: 'finding', source: source.title, found: report.found, ...total })
    if (signal?.aborted || report.found >= limit) return false
  }
  return catalogue !== null
}

function recordPage({ catalogue }: CrawlOptions, job: Job, source: Source, page: Page): void {
  const rows = page.found.map(found => ({ source: source.id, id: found.id, entry: JSON.stringify(found) }))
  catalogue.together(() => {
    catalogue.recordFound(job.id, rows)
    catalogue.remember('source', source.id, JSON.stringify(page.state))
  })
}

function visitOf(source: Source, options: CrawlOptions): Visit {
  const { catalogue, cacheDirectory, pace, trust, signal, now = () => new Date() } = options
  const cache = options.cache ?? openFileCache(`${cacheDirectory}/answers`)
  const state = catalogue.recall('source', source.id)
  const network = openPoliteNetwork({
    cache,
    ...(pace === undefined ? {} : { pace }),
    trust: [...(trust ?? []), ...(source.origin === undefined ? [] : [source.origin])],
  })
  return {
    network: { ...network, trouble: () => null },
    state: state === null ? null : JSON.parse(state),
    known: kind => placesOf(catalogue.everyFound(), kind),
    now,
    ...(signal === undefined ? {} : { signal }),
  }
}

function placesOf<Kind extends Place['kind']>(
  rows: Iterable<FoundRow>,
  kind: Kind,
): Extract<Place, { kind: Kind }>[] {
  const places: Extract<Place, { kind: Kind }>[] = []
  for (const { entry } of rows) {
    for (const place of (JSON.parse(entry) as Found).places) {
      if (place.kind === kind) places.push(place as Extract<Place, { kind: Kind }>)
    }
  }
  return places
}
