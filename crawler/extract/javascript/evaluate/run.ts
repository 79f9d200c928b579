import type { ArrowFunctionExpression, Class, Function as FunctionNode, PropertyDefinition } from 'oxc-parser'
import type { Realm } from '../library/realm.ts'
import type { Module, Modules } from './modules.ts'
import type { Scope } from './scope.ts'
import type { Place, Thing, Value } from './values.ts'

/** What one reading of a package knows and may still spend. */
export type Run = {
  realm: Realm
  modules: Modules
  /** Steps of evaluation so far, and how many there may be in all and until the present task ends. */
  steps: number
  stepLimit: number
  taskLimit: number
  /** How many branches deep we are of which it is not known whether they are taken. */
  uncertain: number
  /** How many `try` blocks of the code are open that do something about what is thrown. */
  guarded: number
  stack: Call[]
  /** Functions handed to what is not known: it might call them. */
  deferred: { fn: Thing; self: Value; args: Value[] }[]
  sightings: Sightings
  /** Functions that were made, by their place in the source, for those that nobody calls. */
  made: Map<object, Thing>
}

/** What the code did that makes a server's tools. */
export type Sightings = {
  /** Objects that keep registered tools by name, and where each was registered. */
  registries: Map<Thing, Map<string, Place>>
  handlers: { schema: Value; handler: Thing; owner: Value }[]
  /** Registrations on objects whose code is not known. */
  calls: { method: string; args: Value[]; at: Place; receiver: Value }[]
  /** Tools in answers of a server that speaks the protocol by hand. */
  answers: Value[]
}

export type Call = {
  method: string
  args: Value[]
  self: Value
  at: Place
}

export type Native = (run: Run, self: Value, args: Value[], newTarget?: Thing) => Value

/** How a function is called: one of ours, or one of the code's with the scope it was made in. */
export type Callable = {
  native: Native | null
  node: FunctionNode | ArrowFunctionExpression | Class | null
  scope: Scope | null
  module: Module | null
  /** Where `super` looks: the object that the method belongs to. */
  home: Thing | null
  /** What the fields of a class are before its constructor runs. */
  fields: { node: PropertyDefinition; key: Value; scope: Scope }[]
  derived: boolean
  calls: number
  active: number
}

/** The code itself throws. No `Error`, as those remember the whole stack, and code throws by the thousand. */
export class Thrown {
  readonly value: Value

  constructor(value: Value) {
    this.value = value
  }
}

/** The work was more than the budget. Nothing of the code catches it. */
export class Exhausted extends Error {}

/** Counts work. Everything that takes time that the code decides about goes through here. */
export function spend(run: Run, steps = 1): void {
  run.steps += steps
  if (run.steps > run.taskLimit) throw new Exhausted('budget spent')
}

export function callable(changes: Partial<Callable>): Callable {
  return {
    native: null,
    node: null,
    scope: null,
    module: null,
    home: null,
    fields: [],
    derived: false,
    calls: 0,
    active: 0,
    ...changes,
  }
}
