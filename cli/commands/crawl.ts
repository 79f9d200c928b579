import { dirname, join } from 'node:path'
import type { Catalogue } from '../../catalogue/index.ts'
import { type CrawlReport, crawl, openSources, readServerList, type Way } from '../../crawler/index.ts'
import type { Progress } from '../output/progress.ts'
import { safeText } from '../output/safe-text.ts'

export type CrawlCommandOptions = {
  source: string[]
  registry?: string
  limit?: number
  run: boolean
  retry: boolean
  refresh: boolean
  timeout: number
}

/** Crawls into the catalogue and shows how far it is. */
export async function crawlSources(
  catalogue: Catalogue,
  cataloguePath: string,
  options: CrawlCommandOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<CrawlReport> {
  const ways: Way[] = ['published', 'extracted', 'asked', ...(options.run ? ['run' as const] : [])]
  const entries = await readServerList()
  const githubToken = process.env.GITHUB_TOKEN || process.env.GH_TOKEN
  const finding = progress.step('find')
  const reading = progress.step('read')
  const report = await crawl({
    catalogue,
    sources: await openSources(options.source, {
      entries,
      ...(options.registry === undefined ? {} : { registry: options.registry }),
      ...(githubToken ? { githubToken } : {}),
    }),
    entries,
    ways,
    cacheDirectory: join(dirname(cataloguePath), 'packages'),
    retryFailed: options.retry,
    refresh: options.refresh,
    timeout: options.timeout * 1000,
    signal,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    onProgress: event => {
      if (event.kind === 'finding') finding.update(event.found, event.total ?? event.found, event.source)
      else reading.update(event.done, event.total, safeText(event.id, 48))
    },
  })
  finding.end(report.sources.map(({ title, found }) => `${found} from ${title}`).join(', '))
  reading.end(`${report.seen} servers seen`, !report.stopped)
  return report
}
