import type { Argument, Expression } from '../program/syntax.ts'
import { field, fields, type Node, parts, textOf } from '../syntax/tree.ts'
import { lowerFunction, lowerStruct } from './lower-declaration.ts'

/** The expression that a node of Go's grammar is, a type's among them. */
export function lowerExpression(node: Node | null): Expression {
  if (node === null) return { kind: 'unknown', parts: [], line: 0 }
  const lower = lowerers.get(node.type)
  return lower === undefined
    ? { kind: 'unknown', parts: parts(node).map(lowerExpression), line: node.line }
    : lower(node)
}

const role = (node: Node, name: string) => lowerExpression(field(node, name))
const inner = (node: Node) => lowerExpression(parts(node)[0] ?? null)
const named = (node: Node): Expression => ({ kind: 'name', name: textOf(node), line: node.line })
const name = (name: string, line: number): Expression => ({ kind: 'name', name, line })
const constant =
  (value: boolean | null) =>
  ({ line }: Node): Expression => ({ kind: 'constant', value, line })

const lowerers = new Map<string, (node: Node) => Expression>([
  ['identifier', named],
  ['type_identifier', named],
  ['package_identifier', named],
  ['blank_identifier', named],
  ['iota', named],
  ['true', constant(true)],
  ['false', constant(false)],
  ['nil', constant(null)],
  ['int_literal', lowerNumber],
  ['float_literal', lowerNumber],
  ['interpreted_string_literal', node => ({ kind: 'constant', value: textIn(node), line: node.line })],
  ['raw_string_literal', node => ({ kind: 'constant', value: textIn(node), line: node.line })],
  [
    'selector_expression',
    node => ({
      kind: 'member',
      of: role(node, 'operand'),
      name: textOf(field(node, 'field') ?? node),
      line: node.line,
    }),
  ],
  [
    'qualified_type',
    node => ({
      kind: 'member',
      of: role(node, 'package'),
      name: textOf(field(node, 'name') ?? node),
      line: node.line,
    }),
  ],
  ['call_expression', lowerCall],
  [
    'type_conversion_expression',
    node => ({
      kind: 'call',
      callee: role(node, 'type'),
      args: [positional(role(node, 'operand'))],
      line: node.line,
    }),
  ],
  [
    'type_instantiation_expression',
    node => ({
      kind: 'index',
      of: role(node, 'type'),
      keys: parts(node).slice(1).map(lowerExpression),
      line: node.line,
    }),
  ],
  [
    'index_expression',
    node => ({
      kind: 'index',
      of: role(node, 'operand'),
      keys: fields(node, 'index').map(lowerExpression),
      line: node.line,
    }),
  ],
  ['slice_expression', lowerSlice],
  ['composite_literal', node => lowerLiteral(field(node, 'body'), field(node, 'type'), node)],
  ['func_literal', node => ({ kind: 'function', function: lowerFunction(node), line: node.line })],
  ['binary_expression', lowerBinary],
  ['unary_expression', lowerUnary],
  ['parenthesized_expression', inner],
  ['type_assertion_expression', node => role(node, 'operand')],
  ['literal_element', inner],
  ['expression_list', lowerList],
  ['pointer_type', inner],
  ['parenthesized_type', inner],
  ['slice_type', lowerSliceType],
  ['array_type', lowerSliceType],
  ['implicit_length_array_type', lowerSliceType],
  [
    'map_type',
    node => ({
      kind: 'index',
      of: name('map', node.line),
      keys: [role(node, 'key'), role(node, 'value')],
      line: node.line,
    }),
  ],
  ['generic_type', lowerGeneric],
  ['struct_type', node => ({ kind: 'class', class: lowerStruct(node, ''), line: node.line })],
  ['interface_type', node => name('any', node.line)],
  ['function_type', node => name('func', node.line)],
  ['channel_type', node => name('chan', node.line)],
])

function lowerNumber(node: Node): Expression {
  const value = Number(textOf(node).replaceAll('_', ''))
  return Number.isFinite(value)
    ? { kind: 'constant', value, line: node.line }
    : { kind: 'unknown', parts: [], line: node.line }
}

const escapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
])

/** The text of a string's literal, with its escapes read. */
export function textIn(node: Node): string {
  return node.children
    .filter(({ named }) => named)
    .map(piece => {
      const text = textOf(piece)
      if (piece.type !== 'escape_sequence') return text
      const known = escapes.get(text.slice(1))
      if (known !== undefined) return known
      const code = /^\\[xuU]/.test(text)
        ? Number.parseInt(text.slice(2), 16)
        : Number.parseInt(text.slice(1), 8)
      return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : text
    })
    .join('')
}

/** An argument by its place alone. */
export function positional(value: Expression): Argument {
  return { name: null, value, spread: null }
}

function lowerCall(node: Node): Expression {
  const types = field(node, 'type_arguments')
  const target = role(node, 'function')
  const callee: Expression =
    types === null
      ? target
      : { kind: 'index', of: target, keys: parts(types).map(typeArgument), line: node.line }
  const args = parts(field(node, 'arguments') ?? node).map((one): Argument => {
    if (one.type !== 'variadic_argument') return positional(lowerExpression(one))
    return { name: null, value: inner(one), spread: 'list' }
  })
  return { kind: 'call', callee, args, line: node.line }
}

function typeArgument(node: Node): Expression {
  return node.type === 'type_elem' ? inner(node) : lowerExpression(node)
}

function lowerGeneric(node: Node): Expression {
  return {
    kind: 'index',
    of: role(node, 'type'),
    keys: parts(field(node, 'type_arguments') ?? node).map(typeArgument),
    line: node.line,
  }
}

function lowerSlice(node: Node): Expression {
  const bound = (name: string) => (field(node, name) === null ? null : role(node, name))
  return { kind: 'slice', of: role(node, 'operand'), from: bound('start'), to: bound('end'), line: node.line }
}

function lowerSliceType(node: Node): Expression {
  return { kind: 'index', of: name('slice', node.line), keys: [role(node, 'element')], line: node.line }
}

/** `T{…}`, `[]T{…}` and `map[K]V{…}`; elements without a type have that of the whole's elements. */
function lowerLiteral(body: Node | null, type: Node | null, { line }: Node): Expression {
  const elements = body === null ? [] : parts(body)
  const isList = type !== null && (type.type.endsWith('array_type') || type.type === 'slice_type')
  const element = field(type, 'element') ?? field(type, 'value')
  const value = (node: Node | null): Expression => {
    const own = node?.type === 'literal_element' ? (parts(node)[0] ?? null) : node
    if (own?.type !== 'literal_value') return lowerExpression(own)
    return lowerLiteral(own, element?.type === 'pointer_type' ? (parts(element)[0] ?? null) : element, own)
  }
  const elementOf = (one: Node) => value(one.type === 'keyed_element' ? field(one, 'value') : one)
  if (isList)
    return { kind: 'list', shape: 'list', items: elements.map(one => positional(elementOf(one))), line }
  if (type?.type === 'map_type')
    return {
      kind: 'dict',
      entries: elements
        .filter(({ type }) => type === 'keyed_element')
        .map(one => ({ key: value(field(one, 'key')), value: elementOf(one) })),
      line,
    }
  const args = elements.map((one): Argument => {
    if (one.type !== 'keyed_element') return positional(elementOf(one))
    return { name: textOf(field(one, 'key') ?? one), value: elementOf(one), spread: null }
  })
  // Named types may be lists or maps: what stands for the names is looked at then.
  const keys = elements
    .filter(({ type }) => type === 'keyed_element')
    .map(one => ({ key: value(field(one, 'key')), value: elementOf(one) }))
  const isMapLike = keys.length > 0 && keys.every(({ key }) => key.kind === 'constant')
  if (isMapLike) return { kind: 'dict', entries: keys, line }
  return { kind: 'construct', type: lowerExpression(type), args, line }
}

function lowerBinary(node: Node): Expression {
  const operator = textOf(field(node, 'operator') ?? node)
  return {
    kind: 'binary',
    operator: operator === '&&' ? 'and' : operator === '||' ? 'or' : operator,
    left: role(node, 'left'),
    right: role(node, 'right'),
    line: node.line,
  }
}

function lowerUnary(node: Node): Expression {
  const operator = textOf(field(node, 'operator') ?? node)
  // Pointers are what they point at.
  if (operator === '&' || operator === '*') return role(node, 'operand')
  return { kind: 'unary', operator, of: role(node, 'operand'), line: node.line }
}

function lowerList(node: Node): Expression {
  const items = parts(node).map(lowerExpression)
  return items.length === 1
    ? items[0]!
    : { kind: 'list', shape: 'tuple', items: items.map(positional), line: node.line }
}
