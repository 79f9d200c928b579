import { assign, index, member, slice } from './access.ts'
import { call, construct } from './call.ts'
import { makeClass, makeFunction } from './declare.ts'
import { binary, unary } from './operators.ts'
import { type Call, type Frame, placeOf, spend } from './run.ts'
import { readName } from './scope.ts'
import type { Argument, Expression } from './syntax.ts'
import { toText } from './text.ts'
import { truth } from './truth.ts'
import {
  type Dict,
  dict,
  is,
  join,
  type Key,
  list,
  orUnknown,
  scopeWithin,
  unknown,
  type Value,
} from './values.ts'

/** What an expression comes to. */
export function evaluate(frame: Frame, node: Expression): Value {
  spend(frame.run)
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'name':
      return readName(frame, node.name)
    case 'member':
      return member(frame.run, evaluate(frame, node.of), node.name, placeOf(frame, node))
    case 'index':
      return index(
        frame.run,
        evaluate(frame, node.of),
        node.keys.map(key => evaluate(frame, key)),
        placeOf(frame, node),
      )
    case 'slice':
      return slice(
        evaluate(frame, node.of),
        node.from === null ? null : evaluate(frame, node.from),
        node.to === null ? null : evaluate(frame, node.to),
      )
    case 'call':
      return evaluateCall(frame, node)
    case 'construct':
      return construct(frame.run, evaluate(frame, node.type), {
        ...argumentsOf(frame, node.args, node),
        frame,
      })
    case 'list':
      return evaluateList(frame, node)
    case 'dict':
      return evaluateDict(frame, node)
    case 'text':
      return joinText(node.parts.map(part => toText(evaluate(frame, part))))
    case 'binary':
      return evaluateBinary(frame, node)
    case 'unary':
      return unary(frame.run, node.operator, evaluate(frame, node.of))
    case 'choice':
      return choose(frame, node)
    case 'function':
      return makeFunction(frame, node.function)
    case 'class':
      return makeClass(frame, node.class)
    case 'comprehension':
      return comprehend(frame, node)
    case 'assignment': {
      const value = evaluate(frame, node.value)
      assign(frame, node.target, value, false)
      return value
    }
    case 'yield': {
      const value = evaluate(frame, node.value)
      if (node.each && is(value, 'list')) frame.yields.push(...value.items)
      else frame.yields.push(value)
      return unknown
    }
    case 'unknown':
      for (const part of node.parts) evaluate(frame, part)
      return unknown
  }
}

function evaluateCall(frame: Frame, node: Expression & { kind: 'call' }): Value {
  const callee = evaluate(frame, node.callee)
  return call(frame.run, callee, { ...argumentsOf(frame, node.args, node), frame })
}

/** Arguments in the order and by the names that they are given in, with what is spread laid out. */
export function argumentsOf(frame: Frame, args: Argument[], node: Pick<Expression, 'line'>): Call {
  const given: Call = { self: null, args: [], named: new Map(), at: placeOf(frame, node) }
  for (const { name, value: expression, spread } of args) {
    const value = evaluate(frame, expression)
    if (spread === 'dict') {
      if (is(value, 'dict')) for (const [key, one] of value.entries) given.named.set(String(key), one)
    } else if (spread === 'list') {
      if (is(value, 'list')) given.args.push(...value.items)
      else if (!is(value, 'external') || value.path !== '') given.args.push(value)
    } else if (name !== null) given.named.set(name, value)
    else given.args.push(value)
    spend(frame.run, given.args.length >> 6)
  }
  return given
}

function evaluateList(frame: Frame, node: Expression & { kind: 'list' }): Value {
  const made = list([], node.shape, placeOf(frame, node))
  for (const { value: expression, spread } of node.items) {
    const value = evaluate(frame, expression)
    if (spread === null) {
      made.items.push(value)
      continue
    }
    const rows = frame.run.language.iterate(frame.run, value, 1)
    if (rows === null || (is(value, 'list') && value.open)) made.open = true
    made.items.push(...(rows ?? []).map(([first]) => orUnknown(first)))
    spend(frame.run, rows?.length ?? 0)
  }
  return made
}

function evaluateDict(frame: Frame, node: Expression & { kind: 'dict' }): Dict {
  const made = dict([], placeOf(frame, node))
  for (const { key: keyNode, value: valueNode } of node.entries) {
    const value = evaluate(frame, valueNode)
    if (keyNode === null) {
      if (is(value, 'dict')) for (const [key, one] of value.entries) made.entries.set(key, one)
      made.open ||= !is(value, 'dict') || value.open
      spend(frame.run, made.entries.size)
      continue
    }
    const key = keyOf(evaluate(frame, keyNode))
    if (key === undefined) made.open = true
    else made.entries.set(key, value)
  }
  return made
}

/** A value as the key of a dictionary; undefined where it is not known. */
export function keyOf(value: Value): Key | undefined {
  if (typeof value !== 'object' || value === null) return value
  if (is(value, 'instance')) {
    const inner = value.members.get('value')
    return typeof inner === 'object' ? undefined : inner
  }
  return is(value, 'external') && value.path !== '' ? value.path : undefined
}

/** Texts put together; not known where one of them is not. */
function joinText(parts: (string | null)[]): Value {
  return parts.every(part => part !== null) ? parts.join('').slice(0, 1_000_000) : unknown
}

function evaluateBinary(frame: Frame, { operator, left, right }: Expression & { kind: 'binary' }): Value {
  const one = evaluate(frame, left)
  if (operator === 'and' || operator === 'or') {
    const decided = truth(frame.run, one)
    if (decided !== null) return decided === (operator === 'and') ? evaluate(frame, right) : one
    const other = evaluate(frame, right)
    return operator === 'or' ? join([other, one]) : unknown
  }
  return binary(frame.run, operator, one, evaluate(frame, right))
}

function choose(frame: Frame, { test, yes, no }: Expression & { kind: 'choice' }): Value {
  const decided = truth(frame.run, evaluate(frame, test))
  if (decided !== null) return evaluate(frame, decided ? yes : no)
  return join([evaluate(frame, no), evaluate(frame, yes)])
}

function comprehend(frame: Frame, node: Expression & { kind: 'comprehension' }): Value {
  const inner = { ...frame, scope: scopeWithin(frame.scope) }
  const values: [Value, Value][] = []
  const open = goThrough(inner, node, 0, values)
  const at = placeOf(frame, node)
  if (node.shape !== 'dict')
    return {
      ...list(
        values.map(([, value]) => value),
        node.shape,
        at,
      ),
      open,
    }
  const made = dict([], at)
  for (const [key, value] of values) {
    const known = keyOf(key)
    if (known !== undefined) made.entries.set(known, value)
  }
  return { ...made, open }
}

/** Collects what a comprehension's clauses let through; true where that is not all. */
function goThrough(
  frame: Frame,
  node: Expression & { kind: 'comprehension' },
  depth: number,
  values: [Value, Value][],
): boolean {
  const clause = node.clauses[depth]
  if (clause === undefined) {
    const key = node.key === null ? null : evaluate(frame, node.key)
    values.push([key, evaluate(frame, node.value)])
    return false
  }
  const rows = frame.run.language.iterate(frame.run, evaluate(frame, clause.over), 1)
  let open = rows === null
  for (const [row = unknown] of rows ?? []) {
    spend(frame.run)
    assign(frame, clause.target, row, true)
    if (clause.tests.some(test => truth(frame.run, evaluate(frame, test)) === false)) continue
    open = goThrough(frame, node, depth + 1, values) || open
  }
  return open
}
