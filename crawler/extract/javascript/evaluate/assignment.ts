import type { AssignmentExpression, Expression, YieldExpression } from 'oxc-parser'
import { evaluate } from './expressions.ts'
import { listOf } from './iterate.ts'
import { binary } from './operators.ts'
import { assignTo } from './patterns.ts'
import { awaited } from './promises.ts'
import type { Run } from './run.ts'
import type { Scope } from './scope.ts'
import { truth, type Value } from './values.ts'

/** `=`, `+=`, `??=` and their like. */
export function assignment(run: Run, node: AssignmentExpression, scope: Scope): Value {
  const { operator, left } = node
  if (operator === '=') return put(run, node, evaluate(run, node.right, scope), scope)
  const before = evaluate(run, left as Expression, scope)
  if (operator === '||=' || operator === '&&=' || operator === '??=') {
    const known = truth(before)
    const nullish = before === null || before === undefined
    const goesOn = operator === '??=' ? nullish : known === (operator === '&&=')
    return known !== null && !goesOn ? before : put(run, node, evaluate(run, node.right, scope), scope)
  }
  const value = binary(run, operator.slice(0, -1) as '+', before, evaluate(run, node.right, scope))
  return put(run, node, value, scope)
}

function put(run: Run, { left }: AssignmentExpression, value: Value, scope: Scope): Value {
  assignTo(run, left, value, scope)
  return value
}

/** Values that a generator may yield. */
const yieldLimit = 10_000

/** A generator runs at once; what it yields is kept. Old compilers write `await` as `yield`. */
export function yieldValue(run: Run, { argument, delegate }: YieldExpression, scope: Scope): Value {
  const value = argument ? evaluate(run, argument, scope) : undefined
  const { yields } = scope.activation
  if (yields !== null && yields.length < yieldLimit) {
    if (delegate) yields.push(...listOf(run, value).items.slice(0, yieldLimit))
    else yields.push(value)
  }
  return awaited(value)
}
