import { call } from './call.ts'
import { Exhausted, type Run, Thrown } from './run.ts'

/** Does some work within a budget of its own; false where that was not enough. */
export function task(run: Run, steps: number, work: () => unknown): boolean {
  run.taskLimit = Math.min(run.stepLimit, run.steps + steps)
  run.stack.length = 0
  run.uncertain = 0
  run.guarded = 0
  try {
    work()
  } catch (error) {
    if (error instanceof Exhausted) return false
    if (!(error instanceof Thrown || error instanceof RangeError)) throw error
  }
  return true
}

/** Steps for one function that might be called later, and calls of one that nobody knows to be called. */
const laterSteps = 2_000_000
const callsOfOne = 2

/** Calls what was put off: functions handed to what is not known. */
export function runDeferred(run: Run): boolean {
  let complete = true
  // It grows while it is gone through.
  for (const { fn, self, args } of run.deferred) {
    if (fn.call === null || fn.call.calls >= callsOfOne) continue
    if (run.steps >= run.stepLimit) return false
    complete = task(run, laterSteps, () => call(run, fn, self, args)) && complete
  }
  run.deferred.length = 0
  return complete
}

/** What some work within a budget of its own comes to; undefined where it came to nothing. */
export function attempt<Result>(run: Run, steps: number, work: () => Result): Result | undefined {
  const before = run.taskLimit
  run.taskLimit = Math.min(before, run.stepLimit, run.steps + steps)
  try {
    return work()
  } catch (error) {
    if (error instanceof Thrown || error instanceof Exhausted || error instanceof RangeError) return undefined
    throw error
  } finally {
    run.taskLimit = before
  }
}
