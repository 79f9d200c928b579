import { literalText } from '../annotated/literals.ts'
import type {
  Argument,
  ClassSyntax,
  Expression,
  FieldSyntax,
  FunctionSyntax,
  Parameter,
  Statement,
} from '../program/syntax.ts'
import { child, children, field, fields, type Node, parts, textOf } from '../syntax/tree.ts'

const kinds = new Set([
  'class_declaration',
  'record_declaration',
  'enum_declaration',
  'interface_declaration',
])

/** The types that a file of Java declares, those within others among them. */
export function lowerJava(tree: Node): ClassSyntax[] {
  const found: ClassSyntax[] = []
  const pending = [tree]
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    if (kinds.has(node.type)) found.push(lowerType(node))
    if (
      kinds.has(node.type) ||
      /^(program|class_body|interface_body|enum_body|enum_body_declarations)$/.test(node.type)
    )
      pending.push(...node.children)
  }
  return found
}

function lowerType(node: Node): ClassSyntax {
  const body = field(node, 'body')
  const members = body === null ? [] : parts(body)
  const isEnum = node.type === 'enum_declaration'
  return {
    name: nameOf(node),
    bases: [],
    fields: isEnum
      ? members.filter(({ type }) => type === 'enum_constant').map(one => plainField(one, one))
      : [...lowerParameters(field(node, 'parameters')).map(asField), ...members.flatMap(fieldsOf)],
    body: members.flatMap(lowerMember),
    decorators: [
      ...annotationsOf(node),
      ...(isEnum ? [{ kind: 'name' as const, name: '#enum', line: node.line }] : []),
    ],
    doc: null,
    line: node.line,
  }
}

function nameOf(node: Node): string {
  return textOf(field(node, 'name') ?? node).slice(0, 200)
}

function isStatic(node: Node): boolean {
  return child(node, 'modifiers')?.children.some(({ type }) => type === 'static') ?? false
}

function fieldsOf(node: Node): FieldSyntax[] {
  if (node.type !== 'field_declaration' || isStatic(node)) return []
  return fields(node, 'declarator').map(one => plainField(node, one))
}

function plainField(node: Node, declarator: Node): FieldSyntax {
  const type = field(node, 'type')
  return {
    name: nameOf(declarator),
    type: type === null ? null : lowerTypeName(type),
    value: null,
    tag: '',
    decorators: annotationsOf(node),
    doc: null,
    line: node.line,
  }
}

function asField({ name, type, decorators }: Parameter): FieldSyntax {
  return { name, type, value: null, tag: '', decorators, doc: null, line: 0 }
}

function lowerMember(node: Node): Statement[] {
  const set = (name: string, value: Expression): Statement => ({
    kind: 'assign',
    targets: [{ kind: 'name', name, line: node.line }],
    value,
    declare: true,
    line: node.line,
  })
  if (node.type === 'method_declaration') {
    const fn = lowerMethod(node)
    return [set(fn.name, { kind: 'function', function: fn, line: node.line })]
  }
  const isConstant =
    node.type === 'constant_declaration' || (node.type === 'field_declaration' && isStatic(node))
  if (!isConstant) return []
  return fields(node, 'declarator').flatMap(one => {
    const value = field(one, 'value')
    return value === null ? [] : [set(nameOf(one), lowerExpression(value))]
  })
}

function lowerMethod(node: Node): FunctionSyntax {
  return {
    name: nameOf(node),
    parameters: lowerParameters(field(node, 'parameters')),
    generics: [],
    returns: null,
    results: [],
    body: [],
    decorators: annotationsOf(node),
    doc: null,
    generator: false,
    line: node.line,
  }
}

function lowerParameters(node: Node | null): Parameter[] {
  return children(node, 'formal_parameter', 'spread_parameter').map(one => {
    const type = field(one, 'type')
    return {
      name: nameOf(one),
      type: type === null ? null : lowerTypeName(type),
      value: null,
      spread: null,
      decorators: annotationsOf(one),
      doc: null,
    }
  })
}

function annotationsOf(node: Node): Expression[] {
  return children(child(node, 'modifiers'), 'annotation', 'marker_annotation').map(lowerAnnotation)
}

function lowerAnnotation(node: Node): Expression {
  const args = parts(field(node, 'arguments') ?? { ...node, children: [] }).map((one): Argument => {
    if (one.type !== 'element_value_pair') return { name: null, value: lowerExpression(one), spread: null }
    return {
      name: textOf(field(one, 'key') ?? one),
      value: lowerExpression(field(one, 'value') ?? one),
      spread: null,
    }
  })
  const name = textOf(field(node, 'name') ?? node)
    .replace(/^.*\./s, '')
    .slice(0, 200)
  return { kind: 'call', callee: { kind: 'name', name: `@${name}`, line: node.line }, args, line: node.line }
}

/** Types as expressions, without the packages before them. */
function lowerTypeName(node: Node): Expression {
  const { line } = node
  const name = (text: string): Expression => ({ kind: 'name', name: text.slice(0, 200), line })
  if (node.type === 'array_type')
    return {
      kind: 'index',
      of: name('array'),
      keys: [lowerTypeName(field(node, 'element') ?? node.children[0]!)],
      line,
    }
  if (node.type === 'generic_type') {
    const [of] = parts(node)
    return {
      kind: 'index',
      of: name(textOf(of ?? node).replace(/^.*\./s, '')),
      keys: parts(child(node, 'type_arguments') ?? node).map(lowerTypeName),
      line,
    }
  }
  return name(textOf(node).replace(/^.*\./s, ''))
}

function lowerExpression(node: Node): Expression {
  const { line } = node
  const constant = (value: string | number | boolean | null): Expression => ({
    kind: 'constant',
    value,
    line,
  })
  switch (node.type) {
    case 'string_literal':
      return constant(literalText(node))
    case 'true':
    case 'false':
      return constant(node.type === 'true')
    case 'null_literal':
      return constant(null)
    case 'decimal_integer_literal':
      return constant(Number.parseInt(textOf(node).replaceAll('_', ''), 10))
    case 'identifier':
      return { kind: 'name', name: textOf(node), line }
    case 'field_access':
      return {
        kind: 'member',
        of: lowerExpression(field(node, 'object') ?? node.children[0]!),
        name: textOf(field(node, 'field') ?? node),
        line,
      }
    case 'binary_expression':
      return {
        kind: 'binary',
        operator: textOf(field(node, 'operator') ?? node),
        left: lowerExpression(field(node, 'left') ?? node.children[0]!),
        right: lowerExpression(field(node, 'right') ?? node.children.at(-1)!),
        line,
      }
    case 'parenthesized_expression':
      return parts(node)[0] === undefined ? constant(null) : lowerExpression(parts(node)[0]!)
    case 'annotation':
    case 'marker_annotation':
      return lowerAnnotation(node)
    case 'element_value_array_initializer':
      return {
        kind: 'list',
        shape: 'list',
        items: parts(node).map(one => ({ name: null, value: lowerExpression(one), spread: null })),
        line,
      }
    default:
      return { kind: 'unknown', parts: [], line }
  }
}
