import type {
  Argument,
  CallExpression,
  Expression,
  MemberExpression,
  NewExpression,
  TaggedTemplateExpression,
  TemplateLiteral,
} from 'oxc-parser'
import { convertSchema } from '../tools/json-schema.ts'
import { call, construct } from './call.ts'
import { superCall } from './classes.ts'
import { evaluate } from './expressions.ts'
import { listOf } from './iterate.ts'
import { fromJson } from './json.ts'
import { get, memberKey } from './members.ts'
import { joinText } from './operators.ts'
import { type Call, type Run, spend } from './run.ts'
import type { Scope } from './scope.ts'
import { sawCall } from './sightings.ts'
import { define, isUnknown, unknown, type Value } from './values.ts'

/** What a chain comes to when it stops at `?.`. */
export const skipped: Value = Symbol('skipped')

export function evaluateMember(run: Run, node: MemberExpression, scope: Scope): Value {
  return member(run, node, scope).value
}

type Member = { self: Value; value: Value; name: string }

function member(run: Run, node: MemberExpression, scope: Scope): Member {
  const isSuper = node.object.type === 'Super'
  const { receiver } = scope
  const self = isSuper ? receiver.self : evaluate(run, node.object, scope)
  if (self === skipped) return { self, value: skipped, name: '' }
  if (node.optional && (self === null || self === undefined)) return { self, value: skipped, name: '' }
  const key = memberKey(run, { key: node.property, computed: node.computed }, scope)
  if (key === null) return { self, value: unknown(), name: '' }
  const from = isSuper ? (receiver.home?.proto ?? unknown()) : self
  return { self, value: get(run, from, key), name: typeof key === 'string' ? key : '' }
}

export function evaluateCall(run: Run, node: CallExpression, scope: Scope): Value {
  const { callee, optional } = node
  if (callee.type === 'Super') return superCall(run, scope.receiver, argumentsOf(run, node.arguments, scope))
  const target = calleeOf(run, callee, scope)
  if (target.value === skipped) return skipped
  if (optional && (target.value === null || target.value === undefined)) return skipped
  const args = argumentsOf(run, node.arguments, scope)
  const site = siteOf(node, target, args, scope)
  sawCall(run, site, target.value)
  const converted = schemaConverters.has(target.name) ? convertSchema(run, args) : null
  if (converted !== null) return fromJson(run, converted)
  return call(run, target.value, target.self, args, site)
}

/** What turns a schema into JSON Schema does more than is needed here, and reads worse than it runs. */
const schemaConverters = new Set(['toJSONSchema', 'zodToJsonSchema', 'toJsonSchemaCompat'])

function calleeOf(run: Run, callee: Expression, scope: Scope): Member {
  if (callee.type === 'MemberExpression') return member(run, callee, scope)
  if (callee.type === 'ChainExpression' && callee.expression.type === 'MemberExpression') {
    const target = member(run, callee.expression, scope)
    return target.value === skipped ? { ...target, value: undefined } : target
  }
  const name = callee.type === 'Identifier' ? callee.name : ''
  return { self: undefined, value: evaluate(run, callee, scope), name }
}

function siteOf({ start }: { start: number }, { name, self }: Member, args: Value[], scope: Scope): Call {
  const { file, text, ours } = scope.activation.module
  return { method: name, args, self, at: { file, text, ours, offset: start } }
}

/** Elements that one call may be given by spreading. */
const argumentLimit = 10_000

export function argumentsOf(run: Run, nodes: Argument[], scope: Scope): Value[] {
  const args: Value[] = []
  for (const node of nodes) {
    if (node.type !== 'SpreadElement') args.push(evaluate(run, node, scope))
    else {
      const { items, open } = listOf(run, evaluate(run, node.argument, scope))
      spend(run, items.length)
      args.push(...items.slice(0, argumentLimit))
      if (open) args.push(unknown())
    }
  }
  return args
}

export function evaluateNew(run: Run, node: NewExpression, scope: Scope): Value {
  const fn = evaluate(run, node.callee, scope)
  const args = argumentsOf(run, node.arguments, scope)
  const site = siteOf(node, { name: '', self: undefined, value: fn }, args, scope)
  return construct(run, fn, args, undefined, site)
}

export function evaluateTemplate(run: Run, node: TemplateLiteral, scope: Scope): Value {
  const parts: Value[] = []
  node.quasis.forEach((quasi, index) => {
    parts.push(quasi.value.cooked ?? '')
    const expression = node.expressions[index]
    if (expression === undefined) return
    const value = evaluate(run, expression, scope)
    parts.push(value === undefined || value === null ? String(value) : value)
  })
  return joinText(run, parts, '', false)
}

export function evaluateTagged(run: Run, node: TaggedTemplateExpression, scope: Scope): Value {
  const target = calleeOf(run, node.tag, scope)
  const { quasis, expressions } = node.quasi
  const cooked = run.realm.array(quasis.map(({ value }) => value.cooked ?? undefined))
  define(cooked, 'raw', run.realm.array(quasis.map(({ value }) => value.raw)), false)
  const values = expressions.map(expression => evaluate(run, expression, scope))
  const args = [cooked, ...values]
  const site = siteOf(node, target, args, scope)
  return isUnknown(target.value)
    ? unknown(target.value.origin)
    : call(run, target.value, target.self, args, site)
}
