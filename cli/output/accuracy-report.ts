import type { Report } from '../../classifier/training/index.ts'
import { safeText } from './safe-text.ts'

const begin = '<!-- figures: written by the command above, not by hand -->'
const end = '<!-- end of figures -->'

/** The page with its figures replaced by those of `report`. Throws where the page has no place for them. */
export function withFigures(page: string, report: Report): string {
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from === -1 || to < from)
    throw new Error(`the page has no lines "${begin}" and "${end}" to write between`)
  return `${page.slice(0, from + begin.length)}\n\n${figures(report)}\n\n${page.slice(to)}`
}

/** The report as Markdown, dangerous misses first: for the page, and for a terminal as well. */
export function figures(report: Report): string {
  const { dangerousMisses, falseAlarms, confusion } = report
  const columns = Object.keys(Object.values(confusion)[0] ?? {})
  return [
    `### Dangerous misses: ${dangerousMisses.length} of ${report.dangerous}`,
    'Sure labels of Execute, Destructive or Financial that were called Read or Write.',
    list(dangerousMisses),
    `### False alarms: ${falseAlarms.length} of ${report.sureReads}`,
    'Sure Reads that were called Execute, Destructive or Financial.',
    list(falseAlarms),
    `### ${report.tools} tools of ${report.servers} servers`,
    table(
      ['figure', 'value'],
      [
        ['category right', share(report.category)],
        ['category right, second fair reading allowed', share(report.categoryWithAlt)],
        ['category right, sure labels', share(report.sureCategory)],
        ['macro-F1 over the five categories', report.macroF1.toFixed(3)],
        ['risk right (Read, Write, Destructive)', share(report.risk)],
        ['risk right, second fair reading allowed', share(report.riskWithAlt)],
        ['severity right', share(report.severity)],
        ['left Ungraded', share(report.ungraded)],
        ['calibration error (ECE)', report.calibrationError.toFixed(3)],
      ],
    ),
    '### Confusion',
    'Rows are labels, columns what the classifier said.',
    table(
      ['label', ...columns],
      Object.entries(confusion).map(([label, row]) => [label, ...Object.values(row).map(String)]),
    ),
    '### Categories and capabilities',
    rates(report.categories),
    rates(report.capabilities),
    '### Calibration',
    'Verdicts by the confidence they promised, and how many of them were right.',
    table(
      ['confidence', 'tools', 'promised', 'right'],
      report.calibration.map(({ from, count, confidence, accuracy }) => [
        `${from.toFixed(1)} to ${(from + 0.1).toFixed(1)}`,
        String(count),
        confidence.toFixed(2),
        accuracy.toFixed(2),
      ]),
    ),
  ].join('\n\n')
}

function list(misses: Report['dangerousMisses']): string {
  if (misses.length === 0) return 'None.'
  return misses
    .map(
      ({ server, tool, label, verdict, confidence }) =>
        `- \`${code(tool)}\` of \`${code(server)}\`: ${label} called ${verdict} (${confidence.toFixed(2)})`,
    )
    .join('\n')
}

function rates(rows: Report['categories']): string {
  return table(
    ['', 'labels', 'precision', 'recall', 'F1'],
    Object.entries(rows).map(([name, { positives, precision, recall, f1 }]) => [
      name,
      String(positives),
      precision.toFixed(2),
      recall.toFixed(2),
      f1.toFixed(2),
    ]),
  )
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function share({ right, of }: { right: number; of: number }): string {
  return of === 0 ? 'none' : `${((100 * right) / of).toFixed(1)}% (${right} of ${of})`
}

/** A stranger's name between backquotes. */
function code(name: string): string {
  return safeText(name, 80).replaceAll('`', "'")
}
