import Table from 'cli-table3'
import type { Category, Severity, Verdict } from '../../classifier/index.ts'
import { severities } from '../../classifier/index.ts'
import type { Classified } from '../commands/classify.ts'
import { safeText } from './safe-text.ts'

/** How wide a table may be where the terminal does not say. */
const defaultWidth = 110

/** The labels of every server as tables, worst tools first, for a terminal of this width. */
export function verdictTables(
  { servers, problems }: Classified,
  width = defaultWidth,
  colour = false,
): string {
  const tables = servers.map(({ id, version, tools }) => {
    const counted = severities.toReversed().flatMap(severity => {
      const count = tools.filter(tool => tool.severity === severity).length
      return count === 0 ? [] : [`${count} ${severity}`]
    })
    const heading = `${safeText(id, 80)}${version ? ` ${safeText(version, 40)}` : ''}: ${tools.length} tools, ${counted.join(', ') || 'none to label'}`
    return [heading, tools.length === 0 ? '' : tableOf(tools, width, colour)].filter(Boolean).join('\n')
  })
  return [
    ...tables,
    ...problems.map(({ target, message }) => `${safeText(target, 80)}: ${safeText(message, 400)}`),
  ].join('\n\n')
}

function tableOf(tools: Verdict[], width: number, colour: boolean): string {
  const name = Math.min(34, Math.max(...tools.map(tool => safeText(tool.name, 60).length), 4)) + 2
  const fixed = name + 13 + 10 + 7 + 7
  const table = new Table({
    head: ['tool', 'category', 'severity', 'sure', 'why'],
    colWidths: [name, 13, 10, 7, Math.max(24, width - fixed)],
    wordWrap: true,
    wrapOnWordBoundary: true,
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  const worstFirst = tools.toSorted((a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity))
  for (const tool of worstFirst) {
    table.push([
      safeText(tool.name, 60),
      tool.category,
      colour ? `${colours[tool.severity]}${tool.severity}\u001b[0m` : tool.severity,
      tool.graded ? `${Math.round(tool.confidence * 100)}%` : '–',
      reasonOf(tool),
    ])
  }
  return table.toString()
}

const colours = {
  Critical: '\u001b[1;31m',
  High: '\u001b[31m',
  Medium: '\u001b[33m',
  Low: '\u001b[32m',
} satisfies Record<Severity, string>

const unknown = 'says too little to be judged: treat it as dangerous' satisfies string

function reasonOf({ category, evidence, capabilities, hints, poison }: Verdict): string {
  const because = evidence
    .filter(({ weight, excerpt }) => weight > 0 && excerpt.trim() !== '')
    .slice(0, 2)
    .map(({ at, excerpt }) => `${places.get(at) ?? 'schema'} “${safeText(excerpt, 40)}”`)
  const parts = [category === ('Ungraded' satisfies Category) ? unknown : because.join(', ')]
  if (capabilities.length > 0) parts.push(capabilities.join(' '))
  if (hints.findings.includes('contradiction')) parts.push('its own hints say otherwise')
  if (poison.length > 0) parts.push(`POISON: ${poison.map(({ kind }) => kind).join(', ')}`)
  return parts.filter(Boolean).join('; ')
}

const places = new Map([
  ['/name', 'name'],
  ['/title', 'title'],
  ['/description', 'text'],
  ['server', 'server'],
])
