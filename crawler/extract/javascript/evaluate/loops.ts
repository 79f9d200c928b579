import type {
  DoWhileStatement,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  ForStatementLeft,
  Statement,
  WhileStatement,
} from 'oxc-parser'
import { explored } from './explore.ts'
import { evaluate } from './expressions.ts'
import { type List, listOf } from './iterate.ts'
import { keysOf } from './members.ts'
import { assignTo, bind } from './patterns.ts'
import { awaited } from './promises.ts'
import { type Run, spend } from './run.ts'
import { inner, type Scope } from './scope.ts'
import { type Completion, execute } from './statements.ts'
import { isThing, isUnknown, truth, unknown, type Value } from './values.ts'

/** Rounds that one loop may go. */
const roundLimit = 50_000

export function executeForOf(run: Run, node: ForOfStatement, scope: Scope): Completion {
  const value = evaluate(run, node.right, scope)
  const list = listOf(run, value)
  const items = node.await ? list.items.map(awaited) : list.items
  return each(run, node.left, node.body, { items, open: list.open }, scope)
}

export function executeForIn(run: Run, node: ForInStatement, scope: Scope): Completion {
  const value = evaluate(run, node.right, scope)
  const open = isUnknown(value) || (isThing(value) && value.open)
  return each(run, node.left, node.body, { items: allKeysOf(run, value), open }, scope)
}

/** The names of members, those of prototypes among them. */
function allKeysOf(run: Run, value: Value): string[] {
  const keys = new Set<string>()
  let target: Value = value
  for (let depth = 0; isThing(target) && depth < 100; depth++) {
    for (const key of keysOf(run, target)) keys.add(key)
    target = target.proto
  }
  return [...keys]
}

function each(run: Run, left: ForStatementLeft, body: Statement, list: List, scope: Scope): Completion {
  for (const item of list.items) {
    spend(run)
    const stop = leaves(round(run, left, body, item, scope))
    if (stop !== 'on') return stop
  }
  // Once for all the elements that are not known.
  if (list.open) {
    explored(run, () => {
      const completion = round(run, left, body, unknown(), scope)
      if (completion?.kind === 'return') scope.activation.returns.push(completion.value)
      return undefined
    })
  }
  return null
}

function round(run: Run, left: ForStatementLeft, body: Statement, item: Value, scope: Scope): Completion {
  const within = inner(scope)
  if (left.type !== 'VariableDeclaration') assignTo(run, left, item, within)
  else if (left.kind === 'var') assignVariable(run, left, item, within)
  else bind(run, left.declarations[0]!.id, item, within)
  return execute(run, body, within)
}

function assignVariable(
  run: Run,
  left: ForStatementLeft & { type: 'VariableDeclaration' },
  item: Value,
  scope: Scope,
): void {
  const { id } = left.declarations[0]!
  if (id.type === 'Identifier') assignTo(run, id, item, scope)
  else bind(run, id, item, scope)
}

/** What a loop does about how a round ended: `on` for the next round. */
function leaves(completion: Completion): Completion | 'on' {
  if (completion === null) return 'on'
  if (completion.kind === 'return') return completion
  // A label may be this loop's own; the labelled statement around it ends the rest.
  if (completion.kind === 'continue') return completion.label === null ? 'on' : completion
  return completion.label === null ? null : completion
}

export function executeFor(run: Run, node: ForStatement, outer: Scope): Completion {
  const scope = inner(outer)
  if (node.init?.type === 'VariableDeclaration') execute(run, node.init, scope)
  else if (node.init) evaluate(run, node.init, scope)
  let turn = scope
  for (let rounds = 0; rounds < roundLimit; rounds++) {
    spend(run)
    const known = node.test ? truth(evaluate(run, node.test, turn)) : true
    if (known === false) return null
    if (known === null) return once(run, node.body, turn)
    const stop = leaves(execute(run, node.body, turn))
    if (stop !== 'on') return stop
    // Each round has its own variables, so that functions made in it keep theirs.
    turn = copy(turn)
    if (node.update) evaluate(run, node.update, turn)
  }
  return null
}

function copy(scope: Scope): Scope {
  const variables = new Map([...scope.variables].map(([name, binding]) => [name, { ...binding }]))
  return { ...scope, variables }
}

export function executeWhile(run: Run, node: WhileStatement | DoWhileStatement, scope: Scope): Completion {
  for (let rounds = 0; rounds < roundLimit; rounds++) {
    spend(run)
    const first = node.type === 'DoWhileStatement' && rounds === 0
    const known = first ? true : truth(evaluate(run, node.test, scope))
    if (known === false) return null
    if (known === null) return once(run, node.body, scope)
    const stop = leaves(execute(run, node.body, scope))
    if (stop !== 'on') return stop
  }
  return null
}

function once(run: Run, body: Statement, scope: Scope): Completion {
  explored(run, () => {
    const completion = execute(run, body, scope)
    if (completion?.kind === 'return') scope.activation.returns.push(completion.value)
    return undefined
  })
  return null
}
