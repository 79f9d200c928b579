import { hash } from 'node:crypto'
import type { Counter } from '../../policy/index.ts'
import type { Scopes } from './types.ts'

/** How long each window is, in microseconds. */
export const windowLengths = {
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
} satisfies Record<Counter['window'], number>

/** The name of a counter in the store: 128 bits in hex, whatever it counts for and however it is called. */
export function counterKey(counter: Counter, scopes: Scopes): string {
  return hash('sha256', JSON.stringify([scopes[counter.scope], counter.id])).slice(0, 32)
}
