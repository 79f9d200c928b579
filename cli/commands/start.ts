import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Catalogue, openCatalogue } from '../../catalogue/index.ts'
import type { CrawlReport } from '../../crawler/index.ts'
import { crawl, listSource, readServerList } from '../../crawler/index.ts'
import { type BuildOptions, buildSite, type ServedSite, serveSite } from '../../site/index.ts'
import { labelCatalogue } from '../label-catalogue.ts'
import { crawlCounts, crawlReportLines } from '../output/crawl-report.ts'
import type { Progress } from '../output/progress.ts'
import { safeText } from '../output/safe-text.ts'

export type StartOptions = {
  limit?: number
  run: boolean
  serve: boolean
  out: string
  port: number
  address?: string
}

export type Started = { lines: string[]; site: ServedSite | null; stopped: boolean }

/**
 * Crawls the servers of the list, labels every tool, builds the site and serves it. What an earlier run did is
 * not done again. `signal` ends the crawl; what was recorded by then stays.
 */
export async function start(
  options: StartOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Started> {
  const out = resolve(options.out)
  mkdirSync(out, { recursive: true })
  const cataloguePath = join(out, 'placard.sqlite')
  const catalogue = openCatalogue(cataloguePath)
  const lines: string[] = []
  try {
    const report = await crawlStep(catalogue, options, join(out, 'packages'), progress, signal)
    if (report.stopped)
      return {
        lines: ['Stopped. What was crawled is kept; start again to go on.'],
        site: null,
        stopped: true,
      }
    await labelCatalogue(catalogue, progress, signal)
    lines.push(...summaryLines(catalogue, report))
  } finally {
    catalogue.close()
  }
  const directory = join(out, 'site')
  await buildStep(
    { cataloguePath, outDirectory: directory, ...(options.address && { address: options.address }) },
    progress,
  )
  progress.close()
  if (!options.serve) return { lines: [...lines, `The site is in ${directory}`], site: null, stopped: false }
  const site = await serveSite({ directory, host: '127.0.0.1', port: options.port })
  return { lines: [...lines, `The site is at ${site.url} (Ctrl+C ends it)`], site, stopped: false }
}

async function crawlStep(
  catalogue: Catalogue,
  options: StartOptions,
  cacheDirectory: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<CrawlReport> {
  const entries = await readServerList()
  const step = progress.step('crawl')
  const report = await crawl({
    catalogue,
    sources: [listSource(entries)],
    entries,
    only: entries.slice(0, options.limit).map(({ id }) => id),
    ways: options.run ? ['extracted', 'run'] : ['extracted'],
    retryFailed: true,
    cacheDirectory,
    signal,
    onProgress: event => {
      if (event.kind !== 'finding') step.update(event.done, event.total, safeText(event.id, 48))
    },
  })
  step.end(crawlCounts(report), !report.stopped)
  return report
}

async function buildStep(site: BuildOptions, progress: Progress): Promise<void> {
  const step = progress.step('site')
  const { files, made } = await buildSite({
    ...site,
    onProgress: ({ done, total }) => step.update(done, total),
  })
  step.end(`${files} files for ${made} servers that are new or have changed`)
}

/** What the run came to: what is new to be said once, each failure, and one last line of totals. */
function summaryLines(catalogue: Catalogue, report: CrawlReport): string[] {
  const { servers, tools } = catalogue.totals()
  const { failed } = report
  const reasons = new Set(failed.map(({ reason }) => reason))
  const failures =
    failed.length === 0 ? 'none failed' : `${failed.length} failed (${[...reasons].join(', ')})`
  return [...crawlReportLines(report), `${servers} servers and ${tools} tools seen, ${failures}`]
}
