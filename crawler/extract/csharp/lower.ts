import { dedentBlock, literalText } from '../annotated/literals.ts'
import type {
  Argument,
  ClassSyntax,
  Expression,
  FieldSyntax,
  FunctionSyntax,
  Parameter,
  Statement,
} from '../program/syntax.ts'
import { child, children, field, type Node, parts, textOf } from '../syntax/tree.ts'

const kinds = new Set([
  'class_declaration',
  'record_declaration',
  'struct_declaration',
  'record_struct_declaration',
  'interface_declaration',
  'enum_declaration',
])

/** The types that a file of C# declares, those within others among them. */
export function lowerCsharp(tree: Node): ClassSyntax[] {
  const found: ClassSyntax[] = []
  const pending = [tree]
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    if (kinds.has(node.type)) found.push(lowerType(node))
    if (kinds.has(node.type) || /namespace|declaration_list|compilation_unit/.test(node.type))
      pending.push(...node.children)
  }
  return found
}

function lowerType(node: Node): ClassSyntax {
  const members = parts(field(node, 'body') ?? node)
  const isEnum = node.type === 'enum_declaration'
  return {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    bases: [],
    fields: isEnum
      ? members.filter(({ type }) => type === 'enum_member_declaration').map(one => plainField(one))
      : [
          ...lowerParameters(field(node, 'parameters') ?? child(node, 'parameter_list')).map(asField),
          ...members.filter(({ type }) => type === 'property_declaration').map(plainField),
        ],
    body: members.flatMap(lowerMember),
    decorators: [
      ...attributesOf(node),
      ...(isEnum ? [{ kind: 'name' as const, name: '#enum', line: node.line }] : []),
    ],
    doc: null,
    line: node.line,
  }
}

function plainField(node: Node): FieldSyntax {
  const type = field(node, 'type')
  const value = field(node, 'value')
  return {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    type: type === null ? null : lowerTypeName(type),
    value: value === null ? null : lowerExpression(value),
    tag: children(node, 'modifier').map(textOf).join(' '),
    decorators: attributesOf(node),
    doc: docBefore(node),
    line: node.line,
  }
}

function asField({ name, type, value, decorators }: Parameter): FieldSyntax {
  return {
    name,
    type,
    value,
    tag: value === null ? 'public required' : 'public',
    decorators,
    doc: null,
    line: 0,
  }
}

function lowerMember(node: Node): Statement[] {
  if (node.type === 'method_declaration') {
    const fn = lowerMethod(node)
    return [
      {
        kind: 'assign',
        targets: [{ kind: 'name', name: fn.name, line: node.line }],
        value: { kind: 'function', function: fn, line: node.line },
        declare: true,
        line: node.line,
      },
    ]
  }
  if (node.type !== 'field_declaration') return []
  return children(child(node, 'variable_declaration'), 'variable_declarator').flatMap((one): Statement[] => {
    const value = parts(one).at(-1)
    if (value === undefined || value.field === 'name') return []
    return [
      {
        kind: 'assign',
        targets: [{ kind: 'name', name: textOf(field(one, 'name') ?? one), line: one.line }],
        value: lowerExpression(value),
        declare: true,
        line: one.line,
      },
    ]
  })
}

function lowerMethod(node: Node): FunctionSyntax {
  return {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    parameters: lowerParameters(field(node, 'parameters')),
    generics: [],
    returns: null,
    results: [],
    body: [],
    decorators: attributesOf(node),
    doc: docBefore(node),
    generator: false,
    line: node.line,
  }
}

function lowerParameters(node: Node | null): Parameter[] {
  return children(node, 'parameter').map(one => {
    const type = field(one, 'type')
    const equals = one.children.findIndex(({ type }) => type === '=')
    const value = equals < 0 ? undefined : one.children[equals + 1]
    return {
      name: textOf(field(one, 'name') ?? one).slice(0, 200),
      type: type === null ? null : lowerTypeName(type),
      value: value === undefined ? null : lowerExpression(value),
      spread: null,
      decorators: attributesOf(one),
      doc: null,
    }
  })
}

function attributesOf(node: Node): Expression[] {
  return children(node, 'attribute_list').flatMap(list =>
    children(list, 'attribute').map((one): Expression => {
      const args = children(child(one, 'attribute_argument_list'), 'attribute_argument').map(
        attributeArgument,
      )
      return {
        kind: 'call',
        callee: {
          kind: 'name',
          name: textOf(field(one, 'name') ?? one)
            .replace(/^.*\./s, '')
            .replace(/Attribute$/, '')
            .slice(0, 200),
          line: one.line,
        },
        args,
        line: one.line,
      }
    }),
  )
}

function attributeArgument(node: Node): Argument {
  const inner = parts(node).at(-1) ?? node
  if (inner.type === 'assignment_expression')
    return {
      name: textOf(field(inner, 'left') ?? inner),
      value: lowerExpression(field(inner, 'right') ?? inner),
      spread: null,
    }
  const name = field(node, 'name') ?? child(node, 'name_colon')
  return {
    name: name === null || name === inner ? null : textOf(name).replace(/\s*:$/, ''),
    value: lowerExpression(inner),
    spread: null,
  }
}

/** Types as expressions: `T?` is an optional one, `T[]` a list. */
function lowerTypeName(node: Node): Expression {
  const { line } = node
  const name = (text: string): Expression => ({ kind: 'name', name: text, line })
  const inner = () => lowerTypeName(field(node, 'type') ?? parts(node)[0] ?? node)
  if (node.type === 'nullable_type') return { kind: 'index', of: name('Nullable'), keys: [inner()], line }
  if (node.type === 'array_type') return { kind: 'index', of: name('array'), keys: [inner()], line }
  if (node.type === 'generic_name')
    return {
      kind: 'index',
      of: name(textOf(parts(node)[0] ?? node)),
      keys: parts(child(node, 'type_argument_list') ?? node).map(lowerTypeName),
      line,
    }
  if (node.type === 'qualified_name')
    return lowerTypeName(field(node, 'name') ?? node.children.at(-1) ?? node)
  return name(textOf(node).slice(0, 200))
}

function lowerExpression(node: Node): Expression {
  const { line } = node
  const unknown: Expression = { kind: 'unknown', parts: [], line }
  const constant = (value: string | number | boolean | null): Expression => ({
    kind: 'constant',
    value,
    line,
  })
  switch (node.type) {
    case 'string_literal':
    case 'character_literal':
      return constant(literalText(node))
    case 'verbatim_string_literal':
      return constant(textOf(node).slice(2, -1).replaceAll('""', '"'))
    case 'raw_string_literal':
      return constant(rawText(textOf(node)))
    case 'boolean_literal':
      return constant(textOf(node) === 'true')
    case 'null_literal':
    case 'default_expression':
      return constant(null)
    case 'integer_literal':
    case 'real_literal': {
      const value = Number(textOf(node).replace(/[_fdmulFDMUL]+/g, ''))
      return Number.isFinite(value) ? constant(value) : unknown
    }
    case 'identifier':
      return { kind: 'name', name: textOf(node), line }
    case 'member_access_expression':
      return {
        kind: 'member',
        of: lowerExpression(field(node, 'expression') ?? node.children[0]!),
        name: textOf(field(node, 'name') ?? node),
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
      return parts(node)[0] === undefined ? unknown : lowerExpression(parts(node)[0]!)
    case 'invocation_expression':
      return textOf(field(node, 'function') ?? node) === 'nameof'
        ? constant(
            textOf(field(node, 'arguments') ?? node)
              .slice(1, -1)
              .replace(/^.*\./s, '')
              .trim(),
          )
        : unknown
    case 'interpolated_string_expression':
      return {
        kind: 'text',
        parts: parts(node).map(one =>
          one.type === 'interpolation'
            ? lowerExpression(parts(one)[0] ?? one)
            : one.type === 'string_content' || one.type === 'escape_sequence'
              ? constant(textOf(one))
              : constant(''),
        ),
        line,
      }
    case 'prefix_unary_expression':
      return {
        kind: 'unary',
        operator: textOf(node.children[0]!),
        of: lowerExpression(parts(node)[0] ?? node.children[0]!),
        line,
      }
    default:
      return unknown
  }
}

/** `"""` before and after, as many as there are; lines lose the indentation of the last. */
function rawText(text: string): string {
  const quotes = /^"+/.exec(text)?.[0].length ?? 0
  const body = text.slice(quotes, text.length - quotes)
  return body.includes('\n') ? dedentBlock(body).replace(/\r?\n$/, '') : body
}

/** What the comment before a member says in its summary. */
function docBefore(node: Node): string | null {
  const { text } = node.source
  const lines: string[] = []
  for (let end = text.lastIndexOf('\n', node.start - 1); end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1)
    const line = text.slice(start + 1, end).trim()
    if (!line.startsWith('///') || lines.length > 200) break
    lines.unshift(line.slice(3).trim())
    end = start
  }
  const all = lines.join('\n')
  const open = all.indexOf('<summary>')
  const close = all.indexOf('</summary>')
  return open >= 0 && close > open ? all.slice(open + '<summary>'.length, close).trim() : null
}
