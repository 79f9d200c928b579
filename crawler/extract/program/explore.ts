import { callFunction, instanceOf, makeInstance } from './call.ts'
import { evaluate } from './evaluate.ts'
import { attempt, type Frame, type Run } from './run.ts'
import { type FunctionValue, orUnknown, type Scope, unknown, type Value } from './values.ts'

/** Steps for one function that might be called. */
const deferredSteps = 150_000
const exploredSteps = 400_000

/** Calls what was handed to what is not known; false where the budget did not last. */
export function runDeferred(run: Run): boolean {
  // It grows while it is gone through.
  for (const fn of run.deferred) {
    if (fn.calls.count > 0) continue
    if (run.steps >= run.stepLimit) return false
    explore(run, fn, deferredSteps)
  }
  run.deferred.length = 0
  return true
}

/** Calls functions that nobody called, if they are wanted, with what is not known but for its type. */
export function exploreUncalled(
  run: Run,
  isWanted: (fn: FunctionValue) => boolean,
  onResult: (value: Value, fn: FunctionValue) => void = () => {},
): boolean {
  for (const fn of [...run.made.values()].filter(fn => fn.calls.count === 0 && isWanted(fn))) {
    if (run.steps >= run.stepLimit) return false
    if (fn.calls.count === 0) onResult(explore(run, fn, exploredSteps), fn)
  }
  return runDeferred(run)
}

/** What a function gives when nothing is known of its arguments but their types. */
export function explore(run: Run, fn: FunctionValue, steps = exploredSteps): Value {
  const { result } = attempt(run, steps, () => {
    const isMethod = fn.owner !== null && fn.self === undefined && !fn.marks.has('static')
    const self = isMethod
      ? makeInstance(fn.owner!, { self: null, args: [], named: new Map(), at: fn.owner!.at })
      : fn.self
    const takesSelf = self === undefined ? 0 : 1
    const named = new Map<string, Value>()
    for (const { name, type, spread, value } of fn.syntax.parameters.slice(takesSelf)) {
      // Whoever calls it may set a switch otherwise; what else it has by default it keeps.
      if (spread !== null || (value !== null && typeof (value as { value?: unknown }).value !== 'boolean'))
        continue
      named.set(name, type === null ? unknown : instanceOf(run, evaluate(frameOf(run, fn, fn.scope), type)))
    }
    return callFunction(run, self === undefined ? fn : { ...fn, self }, {
      self: null,
      args: [],
      named,
      at: { file: fn.module.file, line: fn.syntax.line },
    })
  })
  return orUnknown(result)
}

/** Where expressions that belong to a function's declaration are evaluated. */
export function frameOf(run: Run, { module }: Pick<FunctionValue, 'module'>, scope: Scope): Frame {
  return { run, scope, module, fn: null, uncertain: 0, returns: [], yields: [] }
}
