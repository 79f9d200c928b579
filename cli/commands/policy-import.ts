import { importIntercept, stringifyPolicy } from '../../policy/index.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import type { WrittenPolicy } from './policy.ts'

/** The policy.json that a policy of Intercept (YAML) becomes, and what its rules meant and could not. */
export function importPolicy(path: string): WrittenPolicy {
  const imported = importIntercept(readText(path))
  const file = safeText(path, 200)
  if (!imported.ok)
    return {
      document: null,
      notes: imported.problems.map(
        ({ line, column, at, message, mend }) =>
          `${file}:${line}:${column} ${safeText(at, 200)}: ${safeText(message, 400)} ${safeText(mend, 400)}`,
      ),
    }
  const { policy, notes } = imported
  return {
    document: `${stringifyPolicy(policy)}\n`,
    notes: notes.map(
      ({ line, at, kind, message }) =>
        `${file}:${line} ${kind} ${safeText(at, 200) || 'all'}: ${safeText(message, 600)}`,
    ),
  }
}
