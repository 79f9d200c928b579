import type { AssignmentTarget, AssignmentTargetMaybeDefault, BindingPattern } from 'oxc-parser'
import { evaluate } from './expressions.ts'
import { listOf } from './iterate.ts'
import { entriesOf, get, memberKey, set } from './members.ts'
import type { Run } from './run.ts'
import { assign, declare, type Scope } from './scope.ts'
import { define, isUnknown, thing, unknown, type Value } from './values.ts'

type Pattern = BindingPattern | AssignmentTarget | AssignmentTargetMaybeDefault
type Put = (name: string, value: Value) => void

/** Declares the names of a pattern with the parts of a value. */
export function bind(run: Run, pattern: BindingPattern, value: Value, scope: Scope): void {
  destructure(run, pattern, value, scope, (name, part) => declare(scope, name, part))
}

/** Assigns the parts of a value to what a pattern names. */
export function assignTo(run: Run, target: Pattern, value: Value, scope: Scope): void {
  destructure(run, target, value, scope, (name, part) => assign(scope, name, part))
}

function destructure(run: Run, pattern: Pattern, value: Value, scope: Scope, put: Put): void {
  switch (pattern.type) {
    case 'Identifier':
      put(pattern.name, value)
      return
    case 'MemberExpression': {
      const target = evaluate(run, pattern.object, scope)
      const key = memberKey(run, { key: pattern.property, computed: pattern.computed }, scope)
      if (key !== null) set(run, target, key, value)
      return
    }
    case 'AssignmentPattern': {
      const chosen = value === undefined ? evaluate(run, pattern.right, scope) : value
      destructure(run, pattern.left, chosen, scope, put)
      return
    }
    case 'ArrayPattern':
      destructureArray(run, pattern, value, scope, put)
      return
    case 'ObjectPattern':
      destructureObject(run, pattern, value, scope, put)
      return
    default:
      destructure(run, pattern.expression as Pattern, value, scope, put)
  }
}

function destructureArray(
  run: Run,
  { elements }: Extract<Pattern, { type: 'ArrayPattern' }>,
  value: Value,
  scope: Scope,
  put: Put,
): void {
  const { items, open } = listOf(run, value)
  elements.forEach((element, index) => {
    if (element === null) return
    if (element.type === 'RestElement') {
      const rest = thing(run.realm.protos.array, 'array')
      rest.items = items.slice(index)
      rest.open = open
      destructure(run, element.argument, rest, scope, put)
    } else destructure(run, element, index >= items.length && open ? unknown() : items[index], scope, put)
  })
}

function destructureObject(
  run: Run,
  { properties }: Extract<Pattern, { type: 'ObjectPattern' }>,
  value: Value,
  scope: Scope,
  put: Put,
): void {
  const taken = new Set<string | symbol>()
  for (const property of properties) {
    if (property.type === 'RestElement') {
      destructure(run, property.argument, rest(run, value, taken), scope, put)
      continue
    }
    const key = memberKey(run, property, scope)
    if (key !== null) taken.add(key)
    destructure(run, property.value, key === null ? unknown() : get(run, value, key), scope, put)
  }
}

function rest(run: Run, value: Value, taken: Set<string | symbol>): Value {
  if (isUnknown(value)) return value
  const copy = thing(run.realm.protos.object)
  for (const [key, member] of entriesOf(run, value)) if (!taken.has(key)) define(copy, key, member)
  return copy
}
