import { parsePolicy } from '../../policy/index.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'

/** Whether a file holds a valid policy, in one line, else one line for every fault with its place and its mend. */
export function validatePolicy(path: string): { valid: boolean; lines: string[] } {
  const parsed = parsePolicy(readText(path))
  const file = safeText(path, 200)
  if (!parsed.ok)
    return {
      valid: false,
      lines: parsed.problems.map(
        ({ line, column, at, message, mend }) =>
          `${file}:${line}:${column} ${safeText(at, 200)}: ${safeText(message, 400)} ${safeText(mend, 400)}`,
      ),
    }
  const { policy } = parsed
  const others = policy.default === 'deny' ? 'denied' : 'allowed'
  const tools = `${policy.tools.size} tool${policy.tools.size === 1 ? '' : 's'}`
  return { valid: true, lines: [`${file} is a valid policy: ${tools} named, the others ${others}.`] }
}
