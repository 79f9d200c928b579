import type { TSEnumDeclaration } from 'oxc-parser'
import { evaluate } from './expressions.ts'
import type { Run } from './run.ts'
import { declare, inner, type Scope } from './scope.ts'
import { define, thing, type Value } from './values.ts'

/** TypeScript's `enum`: an object of names and, for numbers, the way back. */
export function executeEnum(run: Run, node: TSEnumDeclaration, scope: Scope): null {
  const object = thing(run.realm.protos.object)
  const within = inner(scope)
  let next: Value = 0
  for (const { id, initializer } of node.body.members) {
    const name = id.type === 'Identifier' ? id.name : id.type === 'Literal' ? id.value : ''
    const value: Value = initializer ? evaluate(run, initializer, within) : next
    define(object, name, value)
    declare(within, name, value)
    if (typeof value !== 'number') continue
    define(object, String(value), name)
    next = value + 1
  }
  declare(scope, node.id.name, object)
  return null
}
