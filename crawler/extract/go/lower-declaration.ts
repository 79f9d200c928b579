import { bodyLater } from '../program/body-later.ts'
import type {
  ClassSyntax,
  Expression,
  FieldSyntax,
  FunctionSyntax,
  Parameter,
  Statement,
} from '../program/syntax.ts'
import { child, children, field, fields, has, type Node, textOf } from '../syntax/tree.ts'
import { lowerExpression, positional, textIn } from './lower-expression.ts'
import { lowerBlock } from './lower-statement.ts'

/** A function or a method; a method's first parameter is what it belongs to. */
export function lowerFunction(node: Node): FunctionSyntax {
  const body = field(node, 'body')
  const result = field(node, 'result')
  const results = result?.type === 'parameter_list' ? lowerParameters(result) : []
  const generics = children(field(node, 'type_parameters'), 'type_parameter_declaration').flatMap(one =>
    fields(one, 'name').map(textOf),
  )
  return bodyLater(() => (body === null ? [] : withResults(lowerBlock(body), results)), {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    parameters: [...lowerParameters(field(node, 'receiver')), ...lowerParameters(field(node, 'parameters'))],
    generics,
    returns:
      result !== null && result.type !== 'parameter_list'
        ? lowerExpression(result)
        : (results[0]?.type ?? null),
    results: results.map(({ name }) => name).filter(name => name !== ''),
    body: [],
    decorators: [],
    doc: null,
    generator: false,
    line: node.line,
  })
}

/** `return` alone gives the results that have names. */
function withResults(body: Statement[], results: Parameter[]): Statement[] {
  if (results.length === 0 || results[0]!.name === '') return body
  const items = results.map(({ name: one }) => positional({ kind: 'name', name: one, line: 0 }))
  const value: Expression =
    items.length === 1 ? items[0]!.value : { kind: 'list', shape: 'tuple', items, line: 0 }
  const last = body.at(-1)
  return last?.kind === 'return' && last.value === null ? [...body.slice(0, -1), { ...last, value }] : body
}

function lowerParameters(node: Node | null): Parameter[] {
  return children(node, 'parameter_declaration', 'variadic_parameter_declaration').flatMap(one => {
    const type = field(one, 'type')
    const spread = one.type === 'variadic_parameter_declaration' ? ('list' as const) : null
    const about = {
      type: type === null ? null : lowerExpression(type),
      value: null,
      spread,
      decorators: [],
      doc: null,
    }
    const names = fields(one, 'name').map(textOf)
    return (names.length === 0 ? [''] : names).map(name => ({ name, ...about }))
  })
}

/** A struct's fields; what is embedded is a base as well. */
export function lowerStruct(node: Node, name: string): ClassSyntax {
  const declarations = children(child(node, 'field_declaration_list'), 'field_declaration')
  const embedded = declarations.filter(one => field(one, 'name') === null)
  return {
    name,
    bases: embedded.map(one => positional(lowerExpression(field(one, 'type')))),
    fields: declarations.flatMap(fieldsIn),
    body: [],
    decorators: [],
    doc: null,
    line: node.line,
  }
}

function fieldsIn(node: Node): FieldSyntax[] {
  const tag = field(node, 'tag')
  const type = field(node, 'type')
  const about = {
    type: type === null ? null : lowerExpression(type),
    value: null,
    tag: tag === null ? '' : textIn(tag),
    decorators: [],
    doc: null,
    line: node.line,
  }
  const names = fields(node, 'name').map(textOf)
  const isPointer = has(node, '*') || type?.type === 'pointer_type'
  const own =
    names.length > 0
      ? names
      : [
          textOf(type ?? node)
            .replace(/^.*\./, '')
            .replace(/\[.*$/s, ''),
        ]
  return own.map(name => ({
    name,
    ...about,
    tag: isPointer ? `${about.tag} pointer:""` : about.tag,
    ...(names.length === 0 ? { doc: 'embedded' } : {}),
  }))
}
