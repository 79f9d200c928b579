import type { Frame } from './run.ts'
import { isKnown, join, type Scope, type Value, type Variable } from './values.ts'

/** What a name means here; what no scope has is asked of the language. */
export function readName({ run, scope }: Frame, name: string): Value {
  const found = find(scope, name)
  const value = found === null ? undefined : variableValue(found)
  return value === undefined ? run.language.global(run, name) : value
}

/** A variable's value, made now where nobody asked before. */
export function variableValue(variable: Variable): Value | undefined {
  const { make } = variable
  if (make !== null) {
    variable.make = null
    variable.value = make()
  }
  return variable.value
}

/** Gives a name a value: a new one in the innermost block, or the one that is there. */
export function writeName(frame: Frame, name: string, value: Value, declare: boolean): void {
  const { run, scope } = frame
  const target = declare
    ? scope
    : run.language.functionScopes
      ? ownerIn(scope, name)
      : (holder(scope, name) ?? scope)
  const before = target.names.get(name)
  const mayStay = frame.uncertain > 0 && !declare && before?.value !== undefined && before.value !== value
  const next = mayStay && isKnown(before.value) ? join([before.value!, value]) : value
  target.names.set(name, { value: next, make: null })
}

function find(scope: Scope, name: string): Variable | null {
  return holder(scope, name)?.names.get(name) ?? null
}

function holder(scope: Scope | null, name: string): Scope | null {
  for (let one = scope; one !== null; one = one.parent) if (one.names.has(name)) return one
  return null
}

/** The function's own scope, or the outer one that it said the name belongs to. */
function ownerIn(scope: Scope, name: string): Scope {
  let own = scope
  while (!own.isFunction && own.parent !== null) own = own.parent
  return own.outer?.has(name) ? (holder(own.parent, name) ?? own) : own
}
