import { bodyLater } from '../program/body-later.ts'
import type { ClassSyntax, Expression, FunctionSyntax, Statement } from '../program/syntax.ts'
import { children, field, type Node, parts, textOf } from '../syntax/tree.ts'
import { argumentsIn, lowerExpression, lowerParameters } from './lower-expression.ts'
import { lowerModule } from './lower-module.ts'
import { cleanDoc, stringParts } from './read-string.ts'

const lowerBlock = (node: Node | null) => (node === null ? [] : lowerModule(node))

/** A function or class with what decorates it. */
export function lowerDecorated(node: Node): Statement[] {
  const decorators = children(node, 'decorator').map(one => lowerExpression(parts(one)[0] ?? null))
  const inner = field(node, 'definition')
  if (inner?.type === 'class_definition')
    return [{ kind: 'class', class: lowerClass(inner, decorators), line: inner.line }]
  if (inner?.type === 'function_definition')
    return [{ kind: 'function', function: lowerFunction(inner, decorators), line: inner.line }]
  return []
}

export function lowerFunction(node: Node, decorators: Expression[]): FunctionSyntax {
  const body = field(node, 'body')
  const returns = field(node, 'return_type')
  return bodyLater(() => lowerBlock(body), {
    name: textOf(field(node, 'name') ?? node),
    parameters: lowerParameters(field(node, 'parameters')),
    generics: [],
    returns: returns === null ? null : lowerExpression(returns),
    results: [],
    body: [],
    decorators,
    doc: docOf(body),
    generator: body !== null && yields(body),
    line: decorators[0]?.line ?? node.line,
  })
}

/** Whether a body yields, itself and not in a function within it. */
function yields(body: Node): boolean {
  const pending = [body]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'yield' && node.named) return true
    for (const part of node.children)
      if (part.type !== 'function_definition' && part.type !== 'lambda' && part.type !== 'class_definition')
        pending.push(part)
  }
  return false
}

function docOf(body: Node | null): string | null {
  const first = body === null ? undefined : parts(body)[0]
  const string = first?.type === 'expression_statement' ? parts(first)[0] : undefined
  if (string?.type !== 'string' && string?.type !== 'concatenated_string') return null
  const pieces = string.type === 'string' ? stringParts(string) : parts(string).flatMap(stringParts)
  const isPlain = (pieces: (string | Node)[]): pieces is string[] =>
    pieces.every(piece => typeof piece === 'string')
  return isPlain(pieces) ? cleanDoc(pieces.join('')) : null
}

export function lowerClass(node: Node, decorators: Expression[]): ClassSyntax {
  const body = field(node, 'body')
  return {
    name: textOf(field(node, 'name') ?? node),
    bases: argumentsIn(field(node, 'superclasses')),
    fields: [],
    body: lowerBlock(body),
    decorators,
    doc: docOf(body),
    line: node.line,
  }
}
