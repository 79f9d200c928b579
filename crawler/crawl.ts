import { mkdir } from 'node:fs/promises'
import type { Job } from '../catalogue/index.ts'
import { removeUnfinished } from './install-package.ts'
import { discover } from './jobs/discover.ts'
import { openExtractor } from './jobs/extractor.ts'
import { ownJob } from './jobs/own-job.ts'
import { type Plan, plan } from './jobs/plan.ts'
import { gatherTools } from './jobs/read-task.ts'
import { reportOf } from './jobs/report.ts'
import type { CrawlOptions, CrawlReport } from './jobs/types.ts'
import { work } from './jobs/work.ts'
import { findSandbox } from './sandbox.ts'

/**
 * Asks the sources for servers, reads those that are due, a few at a time, and records each as soon as it is read:
 * killed at any moment and started again, a crawl goes on where it was. What is known in its present version is not
 * read again; what failed is, later and later.
 */
export async function crawl(options: CrawlOptions): Promise<CrawlReport> {
  const { catalogue, cacheDirectory, ways, signal, now = () => new Date() } = options
  await mkdir(cacheDirectory, { recursive: true })
  const job = ownJob(catalogue, now())
  const extractor = openExtractor()
  try {
    await removeUnfinished(cacheDirectory)
    const sources = await discover(options, job)
    const planned = plan(options)
    const sandbox = ways?.includes('run') ? await findSandbox() : null
    const tasks = enqueue(options, planned, job)
    const { offline } = await work(tasks, job, gatherTools(options, extractor, sandbox))
    const stopped = signal?.aborted ?? false
    if (!stopped) catalogue.endJob(job.id, now().toISOString())
    return reportOf(catalogue, job, planned, now(), {
      sources,
      stopped,
      sandbox,
      offline: offline ? noRegistry : null,
    })
  } finally {
    await extractor.close()
    job.release()
  }
}

const noRegistry =
  'There is no way to the package registry or to other servers: what is not downloaded yet was left out. Connect to the network and start again.'

/** Puts what was planned into the queue and returns what of it is due, servers in the order in which they were found. */
function enqueue(options: CrawlOptions, planned: Plan, job: Job): string[] {
  const { catalogue, refresh = false, retryFailed = false, now = () => new Date(), limit } = options
  const at = now().toISOString()
  catalogue.together(() => {
    for (const tasks of planned.values()) for (const task of tasks) catalogue.addTask(task, at)
  })
  const handled = new Set(catalogue.doneTasks(job.id).map(({ id }) => id))
  const due = new Set(catalogue.dueTasks(at))
  const waiting = new Set(retryFailed ? catalogue.dueTasks('9999') : [])
  const failed = (id: string) => waiting.has(id) && catalogue.task(id)!.tries > 0
  const chosen = [...planned.values()]
    .map(tasks =>
      tasks.map(({ id }) => id).filter(id => !handled.has(id) && (due.has(id) || refresh || failed(id))),
    )
    .filter(ids => ids.length > 0)
  return chosen.slice(0, limit).flat()
}
