import type { ToolRow } from '../../catalogue/index.ts'
import { severities } from '../../classifier/index.ts'
import type { ToolEntry } from '../atlas.ts'
import { count, digits, listed } from './numbers.ts'

/** How a server's tools are labelled, gravest first, in one sentence. */
export function labelsInWords(tools: ToolEntry[]): string {
  if (tools.length === 0) return 'No tool of it is known.'
  const parts = severities.toReversed().flatMap(severity => {
    const n = tools.filter(tool => tool.label?.severity === severity).length
    return n === 0 ? [] : [`${digits(n)} of ${severity.toLowerCase()} severity`]
  })
  const ungraded = tools.filter(tool => tool.label?.category === 'Ungraded').length
  const unlabelled = tools.filter(tool => tool.label === null).length
  const rest = [
    ...(ungraded === 0 ? [] : [`${digits(ungraded)} could not be graded`]),
    ...(unlabelled === 0
      ? []
      : [`${digits(unlabelled)} ${unlabelled === 1 ? 'is' : 'are'} not labelled yet`]),
  ]
  const labelled = parts.length === 0 ? '' : `: ${listed(parts)}`
  return `It offers ${count(tools.length, 'tool')}${labelled}${rest.length === 0 ? '' : `; ${listed(rest)}`}.`
}

/** How many tools have hints, and how many of those claim what their definitions contradict. */
export function hintsOfServer(rows: ToolRow[]): string {
  const verdicts = rows.flatMap(({ verdict }) => verdict ?? [])
  const claiming = verdicts.filter(({ hints }) => Object.keys(hints.claimed).length > 0)
  if (claiming.length === 0)
    return rows.length === 1
      ? 'Its one tool has no hints, so a client that goes by hints knows nothing of it.'
      : `None of its ${digits(rows.length)} tools has hints, so a client that goes by hints knows nothing of them.`
  const contradicted = claiming.filter(({ hints }) => hints.findings.includes('contradiction')).length
  const readOnly = claiming.filter(({ hints }) => hints.claimed.readOnlyHint === true).length
  const have =
    claiming.length === rows.length
      ? `All of its ${count(rows.length, 'tool')}`
      : `${digits(claiming.length)} of its ${count(rows.length, 'tool')}`
  const verb = claiming.length === 1 && rows.length !== 1 ? 'has' : rows.length === 1 ? 'has' : 'have'
  const reads =
    readOnly === 0
      ? 'none claims to only read'
      : `${digits(readOnly)} ${readOnly === 1 ? 'claims' : 'claim'} to only read`
  const against =
    contradicted === 0
      ? 'no definition contradicts its hints'
      : `${digits(contradicted)} ${contradicted === 1 ? 'claims' : 'claim'} less than the definition shows`
  return `${have} ${verb} hints: ${reads}, and ${against}.`
}

/** What listing all tools costs an agent, to be said beside how it was found. */
export function tokensInWords(tools: ToolEntry[]): string {
  const all = tools.reduce((sum, tool) => sum + tool.tokens, 0)
  return `about ${digits(roughly(all))} tokens`
}

/** Two digits that count: an estimate is no better than that. */
export function roughly(n: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, n))) - 1)
  return Math.round(n / step) * step
}
