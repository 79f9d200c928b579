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
