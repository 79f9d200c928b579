import type { Hints, Verdict } from '../../classifier/index.ts'
import type { Repair } from './types.ts'

type Annotations = { [key: string]: unknown }

/**
 * The annotations of a tool with its hints mended. `tighten` adds what warns, and takes away claims of
 * harmlessness that the evidence denies or does not support; `full` also adds what the evidence says in the
 * tool's favour. Null where nothing has to change.
 */
export function repairHints(annotations: Annotations, verdict: Verdict, repair: Repair): Annotations | null {
  if (repair === 'off') return null
  const { suggested, claimed } = verdict.hints
  const mended: Annotations = { ...annotations }
  for (const [name, soothing] of soothingValues) {
    const value = suggested[name]
    if (value === !soothing || (value === soothing && repair === 'full')) mended[name] = value
    else if (claimed[name] === soothing && !verdict.graded) delete mended[name]
  }
  const keys = new Set([...Object.keys(annotations), ...Object.keys(mended)])
  return [...keys].some(key => mended[key] !== annotations[key]) ? mended : null
}

/** The value of each hint that makes clients ask less. */
const soothingValues = [
  ['readOnlyHint', true],
  ['destructiveHint', false],
  ['openWorldHint', false],
] as const satisfies [keyof Hints, boolean][]
