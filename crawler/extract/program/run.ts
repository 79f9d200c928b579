import type { Expression } from './syntax.ts'
import type { ClassValue, External, FunctionValue, Module, Place, Scope, Value } from './values.ts'

/** What one reading of a program knows and may still spend. */
export type Run = {
  language: LanguageRules
  steps: number
  stepLimit: number
  depth: number
  /** How many `try` blocks of the code are open. */
  guarded: number
  /** Functions whose code was followed and functions that were made, for those that nobody calls. */
  made: Map<object, FunctionValue>
  /** Functions handed to what is not known: it might call them. */
  deferred: FunctionValue[]
}

/** What differs between languages. */
export type LanguageRules = {
  /** A name that no scope has. */
  global(run: Run, name: string): Value
  /** What an import gives; `name` null is the module itself. */
  import(run: Run, from: Module, path: string, name: string | null): Value
  /** What importing everything gives, by name. */
  importAll(run: Run, from: Module, path: string): Map<string, Value>
  /** What a library's function does, by its path, where that matters. */
  native(path: string): Native | null
  /** A member that neither a value nor its class has: of texts and lists, and of what is special. */
  member(run: Run, of: Value, name: string, at: Place): Value
  /** What a loop over a value goes through, one set of targets each; null where that is not known. */
  iterate(run: Run, value: Value, targets: number): Value[][] | null
  /** Changes a class that was just made. */
  finishClass?(made: ClassValue): void
  /** What a call of a class gives, where it is no plain object. */
  construct?(run: Run, call: Call & { callee: Value }): Value | undefined
  /** What an operator makes of values that are special to the language. */
  operate?(operator: string, left: Value, right: Value): Value | undefined
  /** Looks at each call of what is not known before it happens; true keeps its functions from being followed. */
  sawCall(run: Run, call: Call & { callee: External }): boolean
  /** What a type means that is written as text. */
  typeOf?(run: Run, text: string, module: Module): Value
  /** Whether names belong to functions (Python) rather than to blocks. */
  functionScopes: boolean
  /** True for what counts as false where a value is tested. */
  isFalse(value: Value): boolean
}

/** `self` is what the called member belongs to; `frame` is where the call stands. */
export type Call = { self: Value; args: Value[]; named: Map<string, Value>; at: Place; frame?: Frame }
export type Native = (run: Run, call: Call & { callee: External }) => Value | undefined

/** What following one function's body, or one module, needs at hand. */
export type Frame = {
  run: Run
  scope: Scope
  module: Module
  fn: FunctionValue | null
  /** How many branches deep we are of which it is not known whether they are taken. */
  uncertain: number
  /** What may be returned, from branches that may be taken. */
  returns: Value[]
  yields: Value[]
}

/** The code itself throws. No `Error`, as those remember the whole stack. */
export class Raised {
  readonly at: Place

  constructor(at: Place) {
    this.at = at
  }
}

/** The work was more than the budget. Nothing of the code catches it. */
export class Exhausted extends Error {}

export function makeRun(language: LanguageRules, stepLimit: number): Run {
  return { language, steps: 0, stepLimit, depth: 0, guarded: 0, made: new Map(), deferred: [] }
}

/** Counts work. Everything that takes time that the code decides about goes through here. */
export function spend(run: Run, steps = 1): void {
  run.steps += steps
  if (run.steps > run.stepLimit) throw new Exhausted('budget spent')
}

/** Does some work within a budget of its own; undefined where it came to nothing, and then `run.exhausted` may be told. */
export function attempt<Result>(
  run: Run,
  steps: number,
  work: () => Result,
): { done: boolean; result: Result | undefined } {
  const before = { limit: run.stepLimit, depth: run.depth, guarded: run.guarded }
  run.stepLimit = Math.min(before.limit, run.steps + steps)
  try {
    return { done: true, result: work() }
  } catch (error) {
    if (error instanceof Raised) return { done: true, result: undefined }
    if (error instanceof Exhausted || error instanceof RangeError) return { done: false, result: undefined }
    throw error
  } finally {
    run.stepLimit = before.limit
    run.depth = before.depth
    run.guarded = before.guarded
  }
}

export function placeOf(frame: Frame, node: Pick<Expression, 'line'>): Place {
  return { file: frame.module.file, line: node.line }
}
