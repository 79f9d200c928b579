import type {
  Class,
  ClassElement,
  Function as FunctionNode,
  MethodDefinition,
  PropertyDefinition,
} from 'oxc-parser'
import { construct, makeThing, openInstance, runConstructor } from './call.ts'
import { evaluate } from './expressions.ts'
import { makeFunction } from './functions.ts'
import { get, memberKey, set } from './members.ts'
import { type Callable, callable, type Run } from './run.ts'
import { declare, inner, type Receiver, type Scope } from './scope.ts'
import { sawMember } from './sightings.ts'
import { executeBody } from './statements.ts'
import {
  define,
  isFunction,
  isThing,
  isUnknown,
  type Key,
  type Thing,
  thing,
  unknown,
  type Value,
} from './values.ts'

/** The class that a node makes: a function, its prototype, and what instances begin with. */
export function makeClass(run: Run, node: Class, outer: Scope): Thing {
  const scope = inner(outer)
  const parent = node.superClass ? evaluate(run, node.superClass, scope) : undefined
  const fn = thing(isThing(parent) ? parent : run.realm.protos.function, 'function')
  const proto = makePrototype(run, parent)
  if (isUnknown(parent)) fn.open = true
  fn.call = callable({
    node,
    scope,
    module: scope.activation.module,
    home: proto,
    derived: node.superClass !== null,
  })
  define(fn, 'prototype', proto, false)
  define(proto, 'constructor', fn, false)
  if (node.id) declare(scope, node.id.name, fn)
  const statics: Receiver = { self: fn, home: fn, fn, newTarget: undefined }
  for (const element of node.body.body) addElement(run, element, fn, proto, { ...scope, receiver: statics })
  return fn
}

function makePrototype(run: Run, parent: Value): Thing {
  if (isFunction(parent)) {
    const above = get(run, parent, 'prototype')
    return thing(isThing(above) ? above : run.realm.protos.object)
  }
  const proto = thing(run.realm.protos.object)
  if (isUnknown(parent)) {
    proto.open = true
    proto.inner = [parent]
  }
  return proto
}

function addElement(run: Run, element: ClassElement, fn: Thing, proto: Thing, scope: Scope): void {
  switch (element.type) {
    case 'MethodDefinition':
      addMethod(run, element, element.static ? fn : proto, scope)
      break
    case 'PropertyDefinition':
      addField(run, element, fn, scope)
      break
    case 'StaticBlock':
      executeBody(run, element.body, inner(scope))
  }
}

function addMethod(run: Run, element: MethodDefinition, home: Thing, scope: Scope): void {
  if (element.kind === 'constructor') return
  const key = memberKey(run, element, scope)
  if (key === null) return
  const fn = makeFunction(run, element.value, scope, home)
  if (element.kind === 'method') define(home, key, fn, false)
  else addAccessor(home, key, element.kind, fn, false)
}

export function addAccessor(
  home: Thing,
  key: Key,
  kind: 'get' | 'set',
  fn: Thing,
  enumerable: boolean,
): void {
  const known = home.members.get(key)
  const slot = { value: undefined, get: known?.get, set: known?.set, enumerable }
  home.members.set(key, { ...slot, [kind]: fn })
}

function addField(run: Run, node: PropertyDefinition, fn: Thing, scope: Scope): void {
  const key = memberKey(run, node, scope)
  if (key === null) return
  if (node.static) set(run, fn, key, node.value ? evaluate(run, node.value, scope) : undefined)
  else fn.call!.fields.push({ node, key, scope })
}

/** `new` for a class: parents first, then its fields, then its constructor. */
export function makeInstance(
  run: Run,
  fn: Thing,
  node: Class,
  how: Callable,
  args: Value[],
  target: Thing,
): Value {
  const method = node.body.body.find(
    (element): element is MethodDefinition =>
      element.type === 'MethodDefinition' && element.kind === 'constructor',
  )
  const receiver: Receiver = { self: undefined, home: how.home, fn, newTarget: target }
  if (!how.derived) startInstance(run, fn, receiver, makeThing(run, target))
  else if (method === undefined) superCall(run, receiver, args)
  if (method !== undefined) runConstructor(run, method.value as FunctionNode, how, receiver, args)
  // A constructor that never called its parent's, as far as could be read.
  return receiver.self ?? openInstance(run, target, undefined)
}

function startInstance(run: Run, fn: Thing, receiver: Receiver, self: Value): void {
  receiver.self = self
  if (!isThing(self)) return
  for (const { node, key, scope } of fn.call!.fields) {
    const within = inner({ ...scope, receiver: { self, home: fn.call!.home, fn, newTarget: undefined } })
    const value = node.value ? evaluate(run, node.value, within) : undefined
    define(self, key as Key, value, !String(key).startsWith('#'))
    sawMember(run, self, key as Key, value)
  }
}

/** `super(...args)` within a constructor. */
export function superCall(run: Run, receiver: Receiver, args: Value[]): Value {
  const { fn, newTarget } = receiver
  const parent = fn?.open && fn.proto === run.realm.protos.function ? unknown() : (fn?.proto ?? unknown())
  const target = isThing(newTarget) ? newTarget : fn!
  const self = construct(run, parent, args, target)
  startInstance(run, fn!, receiver, isThing(self) ? self : openInstance(run, target, self))
  return receiver.self
}
