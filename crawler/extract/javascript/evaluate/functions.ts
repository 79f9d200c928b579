import type { ArrowFunctionExpression, Function as FunctionNode } from 'oxc-parser'
import { callable, type Run } from './run.ts'
import type { Scope } from './scope.ts'
import { define, type Thing, thing, type Value } from './values.ts'

/** The function that a node makes in a scope. */
export function makeFunction(
  run: Run,
  node: FunctionNode | ArrowFunctionExpression,
  scope: Scope,
  home: Thing | null = null,
): Thing {
  const fn = thing(run.realm.protos.function, 'function')
  fn.call = callable({ node, scope, module: scope.activation.module, home })
  if (!run.made.has(node)) run.made.set(node, fn)
  return fn
}

/** The object that instances get, made when first asked for. */
export function prototypeOf(run: Run, fn: Thing): Value {
  const known = fn.members.get('prototype')
  if (known !== undefined) return known.value
  const node = fn.call?.node
  if (!node || node.type === 'ArrowFunctionExpression') return undefined
  const proto = thing(run.realm.protos.object)
  define(proto, 'constructor', fn, false)
  define(fn, 'prototype', proto, false)
  return proto
}

export function nameOf(fn: Thing): string {
  const node = fn.call?.node
  return node && 'id' in node && node.id ? node.id.name : ''
}

export function parametersOf(fn: Thing): number {
  const node = fn.call?.node
  return node && 'params' in node ? node.params.length : 0
}
