import type { CrawlFailure, CrawlReport } from '../../crawler/index.ts'
import { safeText } from './safe-text.ts'

/** At most so many failures and remarks are told one by one. */
const most = 40

/** What a crawl came to: what to know once, what was left out, each failure with why, and the totals. */
export function crawlReportLines(report: CrawlReport): string[] {
  const { sandbox, offline, sources, problems, failed, partly } = report
  return [
    ...(sandbox?.kind === 'none' ? [sandbox.message] : []),
    ...(offline === null ? [] : [offline]),
    ...sources.flatMap(({ failure, problems: left, title }) => [
      ...(failure === undefined ? [] : [safeText(failure, 400)]),
      ...some(left.map(problem => `${title}: ${safeText(problem, 300)}`)),
    ]),
    ...some(problems.map(({ id, message }) => `${safeText(id, 60)}: ${safeText(message, 300)}`)),
    ...some(partly.map(failure => `${failureLine(failure)} (read in another way)`)),
    ...some(failed.map(failureLine)),
    ...reasonsOf(failed),
  ]
}

/** The groups of a crawl in one line, without those that are empty. */
export function crawlCounts(report: CrawlReport): string {
  const { later, untried, unreadable } = report
  const groups = [
    `${report.new.length} new`,
    `${report.changed.length} changed`,
    `${report.unchanged.length} unchanged`,
    `${report.failed.length} failed`,
    ...(later.length === 0 ? [] : [`${later.length} failed before`]),
    ...(untried.length === 0 ? [] : [`${untried.length} not tried`]),
    ...(unreadable.length === 0 ? [] : [`${unreadable.length} of which nothing can be read`]),
  ]
  return groups.join(', ')
}

function failureLine({ id, reason, message, due }: CrawlFailure): string {
  const again = due === undefined ? '' : ` It is tried again after ${due.slice(0, 16).replace('T', ' ')}.`
  return `${safeText(id, 60)} failed (${reason}): ${safeText(message, 300)}${again}`
}

function reasonsOf(failed: CrawlFailure[]): string[] {
  if (failed.length < 2) return []
  const counts = [...Map.groupBy(failed, ({ reason }) => reason)]
    .map(([reason, rows]) => ({ reason, count: rows.length }))
    .sort((a, b) => b.count - a.count)
  return [`Why servers failed: ${counts.map(({ reason, count }) => `${count} ${reason}`).join(', ')}`]
}

function some(lines: string[]): string[] {
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most), `and ${lines.length - most} more like these`]
}
