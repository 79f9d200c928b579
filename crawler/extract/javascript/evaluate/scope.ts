import type { Module } from './modules.ts'
import { type Thing, unknown, type Value } from './values.ts'

/** A variable. `read` is there for imports, whose value is another module's. */
export type Binding = { value: Value; read: (() => Value) | null }
/** What `this`, `super` and `new.target` mean; arrow functions share that of the function around them. */
export type Receiver = { self: Value; home: Thing | null; fn: Thing | null; newTarget: Value }
/** One call of a function: what it may return besides its last word, and what it yields. */
export type Activation = { module: Module; returns: Value[]; yields: Value[] | null }

export type Scope = {
  variables: Map<string, Binding>
  parent: Scope | null
  receiver: Receiver
  activation: Activation
}

export function inner(parent: Scope): Scope {
  return { variables: new Map(), parent, receiver: parent.receiver, activation: parent.activation }
}

export function declare(scope: Scope, name: string, value: Value): void {
  const binding = scope.variables.get(name)
  if (binding === undefined) scope.variables.set(name, { value, read: null })
  else binding.value = value
}

export function find(scope: Scope, name: string): Binding | null {
  for (let here: Scope | null = scope; here !== null; here = here.parent) {
    const binding = here.variables.get(name)
    if (binding !== undefined) return binding
  }
  return null
}

export function assign(scope: Scope, name: string, value: Value): void {
  const binding = find(scope, name)
  // An assignment to a name that nobody declared makes a global; nothing needs those.
  if (binding !== null && binding.read === null) binding.value = value
}

export function read(binding: Binding | null): Value {
  if (binding === null) return unknown()
  return binding.read === null ? binding.value : binding.read()
}
