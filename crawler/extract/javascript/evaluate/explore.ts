import { type Run, Thrown } from './run.ts'
import { unknown, type Value } from './values.ts'

/** Does what may or may not happen. That it would throw says nothing, since it may not happen. */
export function explored(run: Run, work: () => Value): Value {
  run.uncertain += 1
  try {
    return work()
  } catch (error) {
    if (error instanceof Thrown) return unknown()
    throw error
  } finally {
    run.uncertain -= 1
  }
}

/**
 * What is thrown and caught by nobody ends one statement, not the reading: a program that is published runs,
 * so that what throws here does it because something was not known.
 */
export function tolerated(run: Run, work: () => Value): Value {
  if (run.guarded > 0) return work()
  try {
    return work()
  } catch (error) {
    if (error instanceof Thrown) return unknown()
    throw error
  }
}
