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
