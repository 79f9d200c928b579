import type {
  Expression,
  ObjectProperty,
  PrivateIdentifier,
  UnaryExpression,
  UpdateExpression,
} from 'oxc-parser'
import {
  evaluateCall,
  evaluateMember,
  evaluateNew,
  evaluateTagged,
  evaluateTemplate,
  skipped,
} from './access.ts'
import { assignment, yieldValue } from './assignment.ts'
import { addAccessor, makeClass } from './classes.ts'
import { explored } from './explore.ts'
import { makeFunction } from './functions.ts'
import { listOf } from './iterate.ts'
import { entriesOf, has, memberKey, remove, set } from './members.ts'
import { binary, primitive, typeOf } from './operators.ts'
import { assignTo } from './patterns.ts'
import { awaited } from './promises.ts'
import { type Run, spend } from './run.ts'
import { find, read, type Scope } from './scope.ts'
import { define, isArray, isThing, isUnknown, join, thing, truth, unknown, type Value } from './values.ts'

type Handlers = {
  [Type in Expression['type']]?: (run: Run, node: Expression & { type: Type }, scope: Scope) => Value
}
type Handler = (run: Run, node: Expression, scope: Scope) => Value

/** What an expression comes to. */
export function evaluate(run: Run, node: Expression, scope: Scope): Value {
  spend(run)
  const handler = handlers[node.type] as Handler | undefined
  return handler === undefined ? unknown() : handler(run, node, scope)
}

const handlers: Handlers = {
  Literal: (run, node) => {
    if (!('regex' in node)) return node.value as Value
    return run.realm.regexp(node.regex.pattern, node.regex.flags)
  },
  TemplateLiteral: evaluateTemplate,
  TaggedTemplateExpression: evaluateTagged,
  Identifier: (run, { name }, scope) => {
    const binding = find(scope, name)
    return binding === null ? run.realm.global(name) : read(binding)
  },
  ThisExpression: (_, __, { receiver }) => receiver.self,
  ArrayExpression: (run, node, scope) => {
    const array = thing(run.realm.protos.array, 'array')
    const items = array.items!
    for (const element of node.elements) {
      if (element?.type === 'SpreadElement') {
        const more = listOf(run, evaluate(run, element.argument, scope))
        spend(run, more.items.length)
        for (const item of more.items) items.push(item)
        array.open ||= more.open
      } else items.push(element === null ? undefined : evaluate(run, element, scope))
    }
    return array
  },
  ObjectExpression: (run, node, scope) => {
    const object = thing(run.realm.protos.object)
    const { file, text, ours } = scope.activation.module
    object.at = { file, text, ours, offset: node.start }
    for (const property of node.properties) {
      if (property.type === 'Property') addProperty(run, object, property, scope)
      else addSpread(run, object, evaluate(run, property.argument, scope))
    }
    return object
  },
  FunctionExpression: makeFunction,
  ArrowFunctionExpression: makeFunction,
  ClassExpression: makeClass,
  UnaryExpression: unary,
  UpdateExpression: update,
  BinaryExpression: (run, node, scope) => {
    const { left } = node as { left: Expression | PrivateIdentifier }
    if (left.type === 'PrivateIdentifier') return privateIn(run, left.name, evaluate(run, node.right, scope))
    // Long sums lean to the left, thousands deep: those are walked, not recursed.
    const terms = [node]
    let first = left
    while (first.type === 'BinaryExpression') {
      terms.push(first)
      first = first.left as Expression
    }
    let value = evaluate(run, first, scope)
    for (const term of terms.reverse()) {
      value = binary(run, term.operator, value, evaluate(run, term.right, scope))
    }
    return value
  },
  LogicalExpression: (run, { operator, left, right }, scope) => {
    const value = evaluate(run, left, scope)
    const goesOn = needsRight(operator, value)
    if (goesOn === null)
      return either(
        operator,
        value,
        explored(run, () => evaluate(run, right, scope)),
      )
    return goesOn ? evaluate(run, right, scope) : value
  },
  ConditionalExpression: (run, { test, consequent, alternate }, scope) => {
    const known = truth(evaluate(run, test, scope))
    if (known !== null) return evaluate(run, known ? consequent : alternate, scope)
    const choices = [consequent, alternate].map(one => explored(run, () => evaluate(run, one, scope)))
    return join(choices)
  },
  SequenceExpression: (run, { expressions }, scope) => {
    let value: Value
    for (const expression of expressions) value = evaluate(run, expression, scope)
    return value
  },
  AssignmentExpression: assignment,
  AwaitExpression: (run, { argument }, scope) => awaited(evaluate(run, argument, scope)),
  YieldExpression: yieldValue,
  CallExpression: evaluateCall,
  NewExpression: evaluateNew,
  MemberExpression: evaluateMember,
  ChainExpression: (run, { expression }, scope) => {
    const value = evaluate(run, expression, scope)
    return value === skipped ? undefined : value
  },
  ImportExpression: (run, { source }, scope) =>
    run.modules.importLater(run, evaluate(run, source, scope), scope.activation.module),
  MetaProperty: (run, { meta }, { receiver, activation }) =>
    meta.name === 'new' ? receiver.newTarget : run.modules.meta(run, activation.module),
  TSAsExpression: (run, node, scope) => evaluate(run, node.expression, scope),
  TSSatisfiesExpression: (run, node, scope) => evaluate(run, node.expression, scope),
  TSNonNullExpression: (run, node, scope) => evaluate(run, node.expression, scope),
  TSTypeAssertion: (run, node, scope) => evaluate(run, node.expression, scope),
  TSInstantiationExpression: (run, node, scope) => evaluate(run, node.expression, scope),
  ParenthesizedExpression: (run, node, scope) => evaluate(run, node.expression, scope),
}

/** `#name in target`. */
function privateIn(run: Run, name: string, target: Value): Value {
  return isThing(target) ? (has(run, target, `#${name}`) ?? unknown()) : unknown()
}

/** Whether a logical operator looks at its right side; null where that is not known. */
function needsRight(operator: string, left: Value): boolean | null {
  const known = truth(left)
  if (known === null) return null
  if (operator === '??') return left === null || left === undefined
  return operator === '&&' ? known : !known
}

/** A side that is not known: a default beside it is what it most likely is, if that is plain. */
function either(operator: string, left: Value, right: Value): Value {
  if (operator === '&&') return isThing(right) ? right : unknown()
  // A list that is a default is at least that: there may be more in what was given instead.
  if (isUnknown(left) && isArray(right)) return { ...right, open: true }
  return isThing(right) || isUnknown(right) ? join([left, right]) : isUnknown(left) ? right : left
}

function addProperty(run: Run, object: Value, property: ObjectProperty, scope: Scope): void {
  if (!isThing(object)) return
  const key = memberKey(run, property, scope)
  const home = object
  const { value: node, kind } = property
  const isMethod = (property.method || kind !== 'init') && node.type === 'FunctionExpression'
  const value = isMethod ? makeFunction(run, node, scope, home) : evaluate(run, node, scope)
  if (key === null) object.open = true
  else if (kind !== 'init' && isThing(value)) addAccessor(object, key, kind, value, true)
  else if (key === '__proto__' && !property.computed) object.proto = isThing(value) ? value : object.proto
  else define(object, key, value)
}

function addSpread(run: Run, object: Value, from: Value): void {
  if (!isThing(object)) return
  if (isUnknown(from) || (isThing(from) && from.open)) object.open = true
  for (const [key, value] of entriesOf(run, from)) define(object, key, value)
}

function unary(run: Run, { operator, argument }: UnaryExpression, scope: Scope): Value {
  if (operator === 'delete') return deleteMember(run, argument, scope)
  if (operator === 'typeof' && argument.type === 'Identifier' && find(scope, argument.name) === null)
    return run.realm.typeOfGlobal(argument.name)
  const value = evaluate(run, argument, scope)
  if (operator === 'typeof') return typeOf(value)
  if (operator === 'void') return undefined
  const known = truth(value)
  if (known === null) return value
  if (operator === '!') return !known
  const number = primitive(run, value)
  if (isUnknown(number) || typeof number === 'symbol' || typeof number === 'bigint') return unknown()
  return operator === '-' ? -Number(number) : operator === '+' ? Number(number) : ~Number(number)
}

function deleteMember(run: Run, node: Expression, scope: Scope): Value {
  const target = node.type === 'ChainExpression' ? node.expression : node
  if (target.type !== 'MemberExpression') return true
  const key = memberKey(run, { key: target.property, computed: target.computed }, scope)
  if (key !== null) remove(evaluate(run, target.object, scope), key)
  return true
}

function update(run: Run, { operator, prefix, argument }: UpdateExpression, scope: Scope): Value {
  if (argument.type !== 'Identifier' && argument.type !== 'MemberExpression') return unknown()
  const before = primitive(run, evaluate(run, argument, scope))
  const known = !isUnknown(before) && typeof before !== 'symbol' && typeof before !== 'bigint'
  const after = known ? Number(before) + (operator === '++' ? 1 : -1) : unknown()
  if (argument.type === 'Identifier') assignTo(run, argument, after, scope)
  else {
    const key = memberKey(run, { key: argument.property, computed: argument.computed }, scope)
    if (key !== null) set(run, evaluate(run, argument.object, scope), key, after)
  }
  return prefix || !known ? after : Number(before)
}
