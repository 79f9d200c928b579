import type { ArrowFunctionExpression, Class, Function as FunctionNode } from 'oxc-parser'
import { makeInstance } from './classes.ts'
import { evaluate } from './expressions.ts'
import { bind } from './patterns.ts'
import { awaited, fulfilled, rejected } from './promises.ts'
import { type Call, type Callable, type Run, spend, Thrown } from './run.ts'
import { type Activation, declare, type Receiver, type Scope } from './scope.ts'
import { executeBody } from './statements.ts'
import { isFunction, isThing, isUnknown, join, type Thing, thing, unknown, type Value } from './values.ts'

/** Calls that one call may be deep, and of the same function where it is not known whether it calls itself. */
const depthLimit = 140
const uncertainDepthLimit = 4

/** Calls a function. What is not known may call the functions that it is given: they are kept for later. */
export function call(run: Run, fn: Value, self: Value, args: Value[], site?: Call): Value {
  spend(run)
  if (!isFunction(fn)) return callUnknown(run, fn, self, args)
  const { call: how } = fn
  if (how.native !== null) return how.native(run, self, args)
  if (how.node === null || how.node.type.startsWith('Class')) return unknown()
  if (tooDeep(run, how)) return unknown()
  return within(run, how, site, () => {
    const node = how.node as FunctionNode | ArrowFunctionExpression
    const outer = how.scope!
    const receiver: Receiver =
      node.type === 'ArrowFunctionExpression'
        ? outer.receiver
        : { self, home: how.home, fn, newTarget: undefined }
    return runFunction(run, node, how, receiver, args)
  })
}

function callUnknown(run: Run, fn: Value, self: Value, args: Value[]): Value {
  for (const argument of args) if (isFunction(argument)) defer(run, argument, undefined)
  const origin = isUnknown(fn) ? fn.origin : isUnknown(self) ? self.origin : ''
  return unknown(origin)
}

const deferLimit = 20_000

function defer(run: Run, fn: Thing, self: Value): void {
  if (run.deferred.length < deferLimit) run.deferred.push({ fn, self, args: [] })
}

function tooDeep(run: Run, how: Callable): boolean {
  return run.stack.length >= depthLimit || (run.uncertain > 0 && how.active >= uncertainDepthLimit)
}

/** Keeps the stack while `work` goes on. A stack of ours that overflows ends one call, not the reading. */
function within(run: Run, how: Callable, site: Call | undefined, work: () => Value): Value {
  run.stack.push(
    site ?? { method: '', args: [], self: undefined, at: { ...nowhere, file: how.module!.file } },
  )
  how.calls += 1
  how.active += 1
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) return unknown()
    throw error
  } finally {
    how.active -= 1
    run.stack.pop()
  }
}

const nowhere = { file: '', text: '', offset: 0, ours: true }

function runFunction(
  run: Run,
  node: FunctionNode | ArrowFunctionExpression,
  how: Callable,
  receiver: Receiver,
  args: Value[],
): Value {
  const generator = 'generator' in node && node.generator
  const activation: Activation = { module: how.module!, returns: [], yields: generator ? [] : null }
  const scope: Scope = { variables: new Map(), parent: how.scope, receiver, activation }
  if (!node.async) return runBody(run, node, scope, args)
  try {
    const value = runBody(run, node, scope, args)
    return generator ? value : fulfilled(run, value)
  } catch (error) {
    if (error instanceof Thrown && !generator) return rejected(run, error.value)
    throw error
  }
}

function runBody(run: Run, node: FunctionNode | ArrowFunctionExpression, scope: Scope, args: Value[]): Value {
  const { yields, returns } = scope.activation
  if (node.type === 'FunctionExpression' && node.id) declare(scope, node.id.name, scope.receiver.fn!)
  if (node.type !== 'ArrowFunctionExpression') declareArguments(run, scope, args)
  bindParameters(run, node, scope, args)
  if (node.body === null) return undefined
  if (node.body.type !== 'BlockStatement') return evaluate(run, node.body, scope)
  const done = executeBody(run, node.body.body, scope)
  const last = done?.kind === 'return' ? done.value : undefined
  const possible = done ? [...returns, last] : returns
  const value = returns.length > 0 ? join(node.async ? possible.map(awaited) : possible) : last
  if (yields === null) return value
  const generator = thing(run.realm.protos.generator, 'generator')
  generator.items = yields
  generator.inner = [0, value]
  return generator
}

function declareArguments(run: Run, scope: Scope, args: Value[]): void {
  const list = thing(run.realm.protos.array, 'array')
  list.items = [...args]
  declare(scope, 'arguments', list)
}

function bindParameters(
  run: Run,
  { params }: FunctionNode | ArrowFunctionExpression,
  scope: Scope,
  args: Value[],
): void {
  params.forEach((parameter, index) => {
    if (parameter.type === 'RestElement') {
      const rest = thing(run.realm.protos.array, 'array')
      rest.items = args.slice(index)
      bind(run, parameter.argument, rest, scope)
    } else if (parameter.type === 'TSParameterProperty') bind(run, parameter.parameter, args[index], scope)
    else bind(run, parameter, args[index], scope)
  })
}

/** `new fn(...args)`. `newTarget` is the class that was asked for, where `fn` is a parent of it. */
export function construct(run: Run, fn: Value, args: Value[], newTarget?: Thing, site?: Call): Value {
  spend(run)
  if (!isFunction(fn)) {
    callUnknown(run, fn, undefined, args)
    return newTarget === undefined
      ? unknown(isUnknown(fn) ? fn.origin : '')
      : openInstance(run, newTarget, fn)
  }
  const { call: how } = fn
  const target = newTarget ?? fn
  if (how.native !== null) return how.native(run, undefined, args, target)
  if (how.node === null || tooDeep(run, how)) return openInstance(run, target, undefined)
  return within(run, how, site, () => {
    if (how.node!.type.startsWith('Class')) return makeInstance(run, fn, how.node as Class, how, args, target)
    const self = makeThing(run, target)
    const receiver: Receiver = { self, home: how.home, fn, newTarget: target }
    const result = runFunction(run, how.node as FunctionNode, how, receiver, args)
    return isThing(result) ? result : self
  })
}

/** An instance of a class whose parent's code is not known. */
export function openInstance(run: Run, target: Thing, parent: Value): Thing {
  const instance = makeThing(run, target)
  instance.open = true
  if (isUnknown(parent)) instance.inner = [parent]
  return instance
}

export function makeThing(run: Run, target: Thing): Thing {
  const proto = run.realm.prototypeFor(run, target)
  return thing(proto)
}

/** Runs a constructor's body, once `this` is there or while `super` makes it. */
export function runConstructor(
  run: Run,
  node: FunctionNode,
  how: Callable,
  receiver: Receiver,
  args: Value[],
): void {
  runFunction(run, node, how, receiver, args)
}
