import type { BindingPattern, Function as FunctionNode, Statement, VariableDeclaration } from 'oxc-parser'

/** The names that a list of statements declares before any of it runs. */
export type Declared = { variables: string[]; lexical: string[]; functions: FunctionNode[] }

const known = new WeakMap<readonly Statement[], Declared>()

export function declaredIn(statements: readonly Statement[]): Declared {
  const cached = known.get(statements)
  if (cached !== undefined) return cached
  const declared: Declared = { variables: [], lexical: [], functions: [] }
  for (const statement of statements) addOwn(declared, declarationOf(statement))
  for (const statement of statements) addVariables(declared.variables, declarationOf(statement))
  known.set(statements, declared)
  return declared
}

function declarationOf(statement: Statement): Statement {
  if (statement.type === 'ExportNamedDeclaration' && statement.declaration) return statement.declaration
  if (statement.type === 'ExportDefaultDeclaration') {
    const { declaration } = statement
    if (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration')
      return declaration
  }
  return statement
}

function addOwn(declared: Declared, statement: Statement): void {
  if (statement.type === 'FunctionDeclaration' && statement.id) declared.functions.push(statement)
  else if (statement.type === 'ClassDeclaration' && statement.id) declared.lexical.push(statement.id.name)
  else if (statement.type === 'TSEnumDeclaration') declared.lexical.push(statement.id.name)
  else if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
    declared.lexical.push(...namesOf(statement))
}

/** `var` belongs to the function, however deep it stands. */
function addVariables(names: string[], statement: Statement): void {
  if (statement.type === 'VariableDeclaration') {
    if (statement.kind === 'var') names.push(...namesOf(statement))
    return
  }
  for (const within of statementsWithin(statement)) addVariables(names, within)
}

function statementsWithin(statement: Statement): Statement[] {
  switch (statement.type) {
    case 'BlockStatement':
      return statement.body
    case 'IfStatement':
      return statement.alternate ? [statement.consequent, statement.alternate] : [statement.consequent]
    case 'ForStatement':
      return statement.init?.type === 'VariableDeclaration'
        ? [statement.init, statement.body]
        : [statement.body]
    case 'ForInStatement':
    case 'ForOfStatement':
      return statement.left.type === 'VariableDeclaration'
        ? [statement.left, statement.body]
        : [statement.body]
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      return [statement.body]
    case 'SwitchStatement':
      return statement.cases.flatMap(one => one.consequent)
    case 'TryStatement':
      return [
        statement.block,
        ...(statement.handler ? [statement.handler.body] : []),
        ...(statement.finalizer ? [statement.finalizer] : []),
      ]
    default:
      return []
  }
}

function namesOf(declaration: VariableDeclaration): string[] {
  return declaration.declarations.flatMap(({ id }) => namesIn(id))
}

/** Every name that a pattern binds. */
export function namesIn(pattern: BindingPattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'ArrayPattern':
      return pattern.elements.flatMap(element =>
        element === null ? [] : namesIn(element.type === 'RestElement' ? element.argument : element),
      )
    case 'ObjectPattern':
      return pattern.properties.flatMap(property =>
        namesIn(property.type === 'RestElement' ? property.argument : property.value),
      )
  }
}
