import type { Expression, Statement, SwitchStatement, TryStatement, VariableDeclaration } from 'oxc-parser'
import { makeClass } from './classes.ts'
import { executeEnum } from './enums.ts'
import { explored, tolerated } from './explore.ts'
import { evaluate } from './expressions.ts'
import { makeFunction } from './functions.ts'
import { declaredIn } from './hoist.ts'
import { executeFor, executeForIn, executeForOf, executeWhile } from './loops.ts'
import { binary } from './operators.ts'
import { bind } from './patterns.ts'
import { type Run, spend, Thrown } from './run.ts'
import { declare, inner, type Scope } from './scope.ts'
import { isUnknown, truth, type Value } from './values.ts'

/** How a statement ended, where it did not simply end. */
export type Completion =
  | { kind: 'return'; value: Value }
  | { kind: 'break' | 'continue'; label: string | null }
  | null

type Handlers = {
  [Type in Statement['type']]?: (run: Run, node: Statement & { type: Type }, scope: Scope) => Completion
}
type Handler = (run: Run, node: Statement, scope: Scope) => Completion

export function execute(run: Run, node: Statement, scope: Scope): Completion {
  spend(run)
  const handler = handlers[node.type] as Handler | undefined
  return handler === undefined ? null : handler(run, node, scope)
}

/** The statements of a function or a module. */
export function executeBody(run: Run, statements: Statement[], scope: Scope): Completion {
  hoist(run, statements, scope)
  return executeAll(run, statements, scope)
}

/** Declares what is there before the first statement: `var`s from any depth, functions, and other names. */
export function hoist(run: Run, statements: Statement[], scope: Scope): void {
  const { variables } = declaredIn(statements)
  for (const name of variables) if (!scope.variables.has(name)) declare(scope, name, undefined)
  hoistBlock(run, statements, scope)
}

function hoistBlock(run: Run, statements: Statement[], scope: Scope): void {
  const { lexical, functions } = declaredIn(statements)
  for (const name of lexical) declare(scope, name, undefined)
  for (const node of functions) declare(scope, node.id!.name, makeFunction(run, node, scope))
}

function executeAll(run: Run, statements: Statement[], scope: Scope): Completion {
  for (const statement of statements) {
    const completion = execute(run, statement, scope)
    if (completion !== null) return completion
  }
  return null
}

export function executeBlock(run: Run, statements: Statement[], scope: Scope): Completion {
  const { lexical, functions } = declaredIn(statements)
  const within = lexical.length + functions.length > 0 ? inner(scope) : scope
  hoistBlock(run, statements, within)
  return executeAll(run, statements, within)
}

/** A branch of which it is not known whether it is taken: what it would return is one possibility. */
export function exploreBranch(run: Run, branch: Statement, scope: Scope): void {
  explored(run, () => {
    const completion = execute(run, branch, scope)
    if (completion?.kind === 'return') scope.activation.returns.push(completion.value)
    return undefined
  })
}

const handlers: Handlers = {
  ExpressionStatement: (run, { expression }, scope) => {
    tolerated(run, () => evaluate(run, expression, scope))
    return null
  },
  BlockStatement: (run, { body }, scope) => executeBlock(run, body, scope),
  VariableDeclaration: executeVariables,
  ClassDeclaration: (run, node, scope) => {
    if (node.id) declare(scope, node.id.name, makeClass(run, node, scope))
    return null
  },
  TSEnumDeclaration: executeEnum,
  IfStatement: (run, { test, consequent, alternate }, scope) => {
    const known = truth(evaluate(run, test, scope))
    if (known === true) return execute(run, consequent, scope)
    if (known === false) return alternate ? execute(run, alternate, scope) : null
    exploreBranch(run, consequent, scope)
    if (alternate) exploreBranch(run, alternate, scope)
    return null
  },
  ReturnStatement: (run, { argument }, scope) => ({
    kind: 'return',
    value: argument ? evaluate(run, argument, scope) : undefined,
  }),
  ThrowStatement: (run, { argument }, scope) => {
    throw new Thrown(evaluate(run, argument, scope))
  },
  BreakStatement: (_, { label }) => ({ kind: 'break', label: label?.name ?? null }),
  ContinueStatement: (_, { label }) => ({ kind: 'continue', label: label?.name ?? null }),
  LabeledStatement: (run, { label, body }, scope) => {
    const completion = execute(run, body, scope)
    return completion !== null && completion.kind !== 'return' && completion.label === label.name
      ? null
      : completion
  },
  TryStatement: executeTry,
  SwitchStatement: executeSwitch,
  ForStatement: executeFor,
  ForOfStatement: executeForOf,
  ForInStatement: executeForIn,
  WhileStatement: executeWhile,
  DoWhileStatement: executeWhile,
  ExportNamedDeclaration: (run, { declaration }, scope) =>
    declaration ? execute(run, declaration, scope) : null,
  ExportDefaultDeclaration: (run, { declaration }, scope) => {
    exportDefault(run, declaration as Expression, scope)
    return null
  },
}

/** Where `export default` keeps its value: no variable can be called so. */
export const defaultName = '*default*'

function exportDefault(run: Run, node: Expression, scope: Scope): void {
  if (node.type === 'FunctionDeclaration') {
    if (!node.id) declare(scope, defaultName, makeFunction(run, node, scope))
  } else if (node.type === 'ClassDeclaration') {
    const made = makeClass(run, node, scope)
    declare(scope, node.id?.name ?? defaultName, made)
  } else declare(scope, defaultName, evaluate(run, node, scope))
}

function executeVariables(run: Run, node: VariableDeclaration, scope: Scope): Completion {
  for (const { id, init } of node.declarations) {
    if (init) {
      const value = tolerated(run, () => evaluate(run, init, scope))
      if (node.kind === 'var' && id.type === 'Identifier') setVariable(scope, id.name, value)
      else bind(run, id, value, scope)
    } else if (node.kind !== 'var') bind(run, id, undefined, scope)
  }
  return null
}

/** A `var` may be a block further out. */
function setVariable(scope: Scope, name: string, value: Value): void {
  let target = scope
  while (!target.variables.has(name) && target.parent !== null) target = target.parent
  declare(target.variables.has(name) ? target : scope, name, value)
}

function executeTry(run: Run, { block, handler, finalizer }: TryStatement, scope: Scope): Completion {
  let completion: Completion = null
  const guarded = run.guarded
  if (handler && handler.body.body[0]?.type !== 'ThrowStatement') run.guarded += 1
  try {
    completion = executeBlock(run, block.body, scope)
  } catch (error) {
    run.guarded = guarded
    if (!(error instanceof Thrown)) throw error
    if (handler) {
      const within = inner(scope)
      if (handler.param) bind(run, handler.param, error.value, within)
      completion = executeBlock(run, handler.body.body, within)
    }
  }
  run.guarded = guarded
  const last = finalizer ? executeBlock(run, finalizer.body, scope) : null
  return last ?? completion
}

function executeSwitch(run: Run, { discriminant, cases }: SwitchStatement, outer: Scope): Completion {
  const scope = inner(outer)
  for (const one of cases) hoistBlock(run, one.consequent, scope)
  const value = evaluate(run, discriminant, scope)
  const tests = cases.map(one => (one.test ? matches(run, value, one.test, scope) : false))
  const certain = tests.indexOf(true)
  if (tests.slice(0, certain < 0 ? tests.length : certain).includes(null)) {
    for (const one of cases) for (const statement of one.consequent) exploreBranch(run, statement, scope)
    return null
  }
  const start = certain >= 0 ? certain : cases.findIndex(one => one.test === null)
  if (start < 0) return null
  for (const one of cases.slice(start)) {
    for (const statement of one.consequent) {
      const completion = execute(run, statement, scope)
      if (completion?.kind === 'break' && completion.label === null) return null
      if (completion !== null) return completion
    }
  }
  return null
}

function matches(run: Run, value: Value, test: Expression, scope: Scope): boolean | null {
  if (isUnknown(value)) return null
  return truth(binary(run, '===', value, evaluate(run, test, scope)))
}
