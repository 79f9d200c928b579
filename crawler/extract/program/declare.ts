import { call } from './call.ts'
import { argumentsOf, evaluate } from './evaluate.ts'
import { execute } from './execute.ts'
import { type Frame, placeOf } from './run.ts'
import type { ClassSyntax, Expression, FunctionSyntax } from './syntax.ts'
import { type ClassValue, type FunctionValue, is, scopeWithin, type Value } from './values.ts'

/** The value of a function's declaration, after what its decorators make of it. */
export function declareFunction(frame: Frame, syntax: FunctionSyntax): Value {
  return decorate(frame, syntax.decorators, makeFunction(frame, syntax))
}

const calls = new WeakMap<object, { count: number; active: number }>()

export function makeFunction({ run, scope, module }: Frame, syntax: FunctionSyntax): FunctionValue {
  if (!calls.has(syntax)) calls.set(syntax, { count: 0, active: 0 })
  const fn: FunctionValue = {
    kind: 'function',
    syntax,
    scope,
    module,
    self: undefined,
    owner: null,
    marks: new Set(),
    like: null,
    calls: calls.get(syntax)!,
  }
  if (!run.made.has(syntax)) run.made.set(syntax, fn)
  return fn
}

/** The value of a class's declaration, after what its decorators make of it. */
export function declareClass(frame: Frame, syntax: ClassSyntax): Value {
  return decorate(frame, syntax.decorators, makeClass(frame, syntax))
}

/** A class, with what its body makes as its members. */
export function makeClass(frame: Frame, syntax: ClassSyntax): ClassValue {
  const { args, named } = argumentsOf(frame, syntax.bases, syntax)
  const made: ClassValue = {
    kind: 'class',
    name: syntax.name,
    syntax,
    module: frame.module,
    bases: args,
    members: new Map([...named].map(([name, value]) => [`class ${name}`, value])),
    fields: [],
    marks: new Set(),
    at: placeOf(frame, syntax),
  }
  const scope = scopeWithin(frame.scope)
  made.fields = syntax.fields.map(field => ({ ...field, scope, module: frame.module }))
  execute({ ...frame, scope, fn: null, uncertain: 0, returns: [], yields: [] }, syntax.body, made)
  for (const [name, { value }] of scope.names) {
    if (value === undefined) continue
    made.members.set(name, value)
    if (is(value, 'function') && value.owner === null) value.owner = made
  }
  // Methods see what is around the class, not its members.
  for (const value of made.members.values())
    if (is(value, 'function') && value.scope === scope) value.scope = frame.scope
  frame.run.language.finishClass?.(made)
  return made
}

function decorate(frame: Frame, decorators: Expression[], value: Value): Value {
  let made = value
  for (const decorator of decorators.toReversed()) {
    const by = evaluate(frame, decorator)
    const at = placeOf(frame, decorator)
    const result = call(frame.run, by, { self: null, args: [made], named: new Map(), at, frame })
    // What is not read is believed to give back what it was given.
    made = is(result, 'external') ? made : result
  }
  return made
}
