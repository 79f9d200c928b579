import type { Difference } from '../../catalogue/index.ts'
import { listed } from './numbers.ts'
import { whereSeen } from './seen.ts'

const memberInWords = {
  title: 'its title',
  description: 'its description',
  inputSchema: 'its parameters',
  outputSchema: 'what it returns',
  annotations: 'its hints',
} as const satisfies Record<Difference['members'][number], string>

/** What the ways of seeing a tool do not agree on: `its parameters and its hints`, or where it is missing. */
export function differenceInWords({ members, hashes }: Difference): string {
  const missing = hashes.filter(({ hash }) => hash === null).map(({ how }) => whereSeen[how])
  return listed([
    ...members.map(member => memberInWords[member]),
    ...missing.map(place => `whether it is there: ${place} has none`),
  ])
}

/** All ways in which the tools were looked at: `the running server and its source`. */
export function placesInWords(differences: readonly Difference[]): string {
  return listed([...new Set(differences.flatMap(({ hashes }) => hashes.map(({ how }) => whereSeen[how])))])
}
