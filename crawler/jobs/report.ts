import type { Catalogue, Job, TaskRow } from '../../catalogue/index.ts'
import type { FailureReason } from '../types.ts'
import type { Plan } from './plan.ts'
import type { CrawlFailure, CrawlReport, Way } from './types.ts'

type Course = Pick<CrawlReport, 'sources' | 'offline' | 'stopped' | 'sandbox'>

/** What the crawl came to, read from what it recorded: so it tells of all that was done before a restart as well. */
export function reportOf(catalogue: Catalogue, job: Job, plan: Plan, now: Date, course: Course): CrawlReport {
  const done = Map.groupBy(catalogue.doneTasks(job.id), ({ serverId }) => serverId)
  const due = new Set(catalogue.dueTasks(now.toISOString()))
  const report: CrawlReport = { ...course, ...empty(), seen: plan.size }
  for (const id of [...plan.keys()].sort()) {
    const tasks = plan.get(id)!
    const rows = (done.get(id) ?? []).filter(row => tasks.some(task => task.id === row.id))
    const group = groupOf(
      catalogue,
      id,
      rows,
      tasks.some(task => due.has(task.id)),
    )
    if (group === 'failed') report.failed.push(toFailure(rows.find(({ outcome }) => outcome === 'failed')!))
    else {
      report[group].push(id)
      report.partly.push(...rows.filter(({ outcome }) => outcome === 'failed').map(toFailure))
    }
    if (group === 'new' || group === 'changed' || group === 'unchanged')
      report.tools += catalogue.server(id)?.toolCount ?? 0
    report.problems.push(...rows.flatMap(row => row.problems.map(message => ({ id, message }))))
  }
  return report
}

type Group = 'new' | 'changed' | 'unchanged' | 'failed' | 'later' | 'untried' | 'unreadable'

function groupOf(catalogue: Catalogue, id: string, rows: TaskRow[], isDue: boolean): Group {
  for (const outcome of ['new', 'changed', 'unchanged'] as const) {
    if (rows.some(row => row.outcome === outcome)) return outcome
  }
  const server = catalogue.server(id)
  // Where it failed in one way and is known in another, it has not failed.
  if (rows.length > 0) return server?.failure ? 'failed' : 'unchanged'
  if (isDue) return 'untried'
  if (server?.failure) return 'later'
  return server?.lastSeen ? 'unchanged' : 'unreadable'
}

function toFailure({ id, serverId, reason, message = '', due }: TaskRow): CrawlFailure {
  const way = id.slice(0, id.indexOf(' ')) as Way
  const failure = { id: serverId, way, reason: reason as FailureReason, message }
  return due === undefined ? failure : { ...failure, due }
}

function empty(): Omit<CrawlReport, keyof Course | 'seen'> {
  const groups = { new: [], changed: [], unchanged: [], failed: [], later: [], untried: [], unreadable: [] }
  return { ...groups, partly: [], tools: 0, problems: [] }
}
