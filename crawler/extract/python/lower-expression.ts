import type { Argument, Expression, FunctionSyntax, ListShape, Parameter, Spread } from '../program/syntax.ts'
import { child, field, fields, type Node, parts, textOf } from '../syntax/tree.ts'
import { stringParts } from './read-string.ts'

/** The expression that a node of Python's grammar is. */
export function lowerExpression(node: Node | null): Expression {
  if (node === null) return { kind: 'unknown', parts: [], line: 0 }
  const { line } = node
  const lower = lowerers.get(node.type)
  if (lower !== undefined) return lower(node)
  return { kind: 'unknown', parts: parts(node).map(lowerExpression), line }
}

const inner = (node: Node) => lowerExpression(parts(node)[0] ?? null)
const role = (node: Node, name: string) => lowerExpression(field(node, name))
const constant =
  (value: boolean | null) =>
  ({ line }: Node): Expression => ({ kind: 'constant', value, line })
const sequence =
  (shape: ListShape) =>
  (node: Node): Expression => ({
    kind: 'list',
    shape,
    items: parts(node).map(lowerArgument),
    line: node.line,
  })

const lowerers = new Map<string, (node: Node) => Expression>([
  ['identifier', node => ({ kind: 'name', name: textOf(node), line: node.line })],
  ['keyword_identifier', node => ({ kind: 'name', name: textOf(node), line: node.line })],
  ['dotted_name', lowerDotted],
  [
    'attribute',
    node => ({
      kind: 'member',
      of: role(node, 'object'),
      name: textOf(field(node, 'attribute') ?? node),
      line: node.line,
    }),
  ],
  ['true', constant(true)],
  ['false', constant(false)],
  ['none', constant(null)],
  ['integer', lowerNumber],
  ['float', lowerNumber],
  ['string', lowerString],
  ['concatenated_string', node => textExpression(parts(node).flatMap(pieces), node.line)],
  [
    'call',
    node => ({
      kind: 'call',
      callee: role(node, 'function'),
      args: argumentsIn(field(node, 'arguments')),
      line: node.line,
    }),
  ],
  ['subscript', lowerSubscript],
  ['generic_type', lowerGeneric],
  ['list', sequence('list')],
  ['tuple', sequence('tuple')],
  ['set', sequence('set')],
  ['pattern_list', sequence('tuple')],
  ['tuple_pattern', sequence('tuple')],
  ['list_pattern', sequence('list')],
  ['expression_list', sequence('tuple')],
  ['dictionary', lowerDictionary],
  ['binary_operator', lowerBinary],
  ['boolean_operator', lowerBinary],
  ['comparison_operator', lowerComparison],
  ['not_operator', node => ({ kind: 'unary', operator: 'not', of: role(node, 'argument'), line: node.line })],
  [
    'unary_operator',
    node => ({
      kind: 'unary',
      operator: textOf(field(node, 'operator') ?? node),
      of: role(node, 'argument'),
      line: node.line,
    }),
  ],
  ['conditional_expression', lowerChoice],
  ['lambda', node => ({ kind: 'function', function: lowerLambda(node), line: node.line })],
  ['list_comprehension', node => lowerComprehension(node, 'list')],
  ['generator_expression', node => lowerComprehension(node, 'list')],
  ['set_comprehension', node => lowerComprehension(node, 'set')],
  ['dictionary_comprehension', node => lowerComprehension(node, 'dict')],
  [
    'named_expression',
    node => ({ kind: 'assignment', target: role(node, 'name'), value: role(node, 'value'), line: node.line }),
  ],
  [
    'yield',
    node => ({
      kind: 'yield',
      value: inner(node),
      each: node.children.some(({ type }) => type === 'from'),
      line: node.line,
    }),
  ],
  ['parenthesized_expression', inner],
  ['await', inner],
  ['type', inner],
  ['member_type', lowerDotted],
  ['union_type', node => lowerUnion(node)],
  ['as_pattern_target', inner],
  ['case_pattern', inner],
  ['expression_statement', inner],
])

function lowerDotted(node: Node): Expression {
  const [first, ...rest] = parts(node)
  return rest.reduce<Expression>(
    (of, part) => ({ kind: 'member', of, name: textOf(part), line: node.line }),
    lowerExpression(first ?? null),
  )
}

function lowerUnion(node: Node): Expression {
  const types = parts(node).map(lowerExpression)
  return types.reduce((left, right) => ({ kind: 'binary', operator: '|', left, right, line: node.line }))
}

function lowerNumber(node: Node): Expression {
  const value = Number(textOf(node).replaceAll('_', ''))
  return Number.isFinite(value)
    ? { kind: 'constant', value, line: node.line }
    : { kind: 'unknown', parts: [], line: node.line }
}

function lowerString(node: Node): Expression {
  return textExpression(pieces(node), node.line)
}

function pieces(node: Node): Expression[] {
  if (node.type !== 'string') return [lowerExpression(node)]
  return stringParts(node).map(part =>
    typeof part === 'string'
      ? { kind: 'constant', value: part, line: node.line }
      : lowerExpression(field(part, 'expression')),
  )
}

function textExpression(parts: Expression[], line: number): Expression {
  if (!parts.every(part => part.kind === 'constant')) return { kind: 'text', parts, line }
  return { kind: 'constant', value: parts.map(({ value }) => String(value)).join(''), line }
}

/** What stands between the parentheses of a call. */
export function argumentsIn(node: Node | null): Argument[] {
  if (node === null) return []
  return node.type === 'generator_expression' ? [lowerArgument(node)] : parts(node).map(lowerArgument)
}

function lowerArgument(node: Node): Argument {
  if (node.type === 'keyword_argument')
    return { name: textOf(field(node, 'name') ?? node), value: role(node, 'value'), spread: null }
  const spread = spreads.get(node.type) ?? null
  return { name: null, value: spread === null ? lowerExpression(node) : inner(node), spread }
}

const spreads = new Map<string, Spread>([
  ['list_splat', 'list'],
  ['list_splat_pattern', 'list'],
  ['dictionary_splat', 'dict'],
  ['dictionary_splat_pattern', 'dict'],
])

function lowerSubscript(node: Node): Expression {
  const of = role(node, 'value')
  const keys = fields(node, 'subscript')
  const [first] = keys
  if (first?.type === 'slice') {
    const colon = first.children.findIndex(({ type }) => type === ':')
    const bound = (nodes: Node[]) => (nodes[0]?.named ? lowerExpression(nodes[0]) : null)
    return {
      kind: 'slice',
      of,
      from: bound(first.children.slice(0, colon)),
      to: bound(first.children.slice(colon + 1)),
      line: node.line,
    }
  }
  return { kind: 'index', of, keys: keys.map(lowerExpression), line: node.line }
}

function lowerGeneric(node: Node): Expression {
  const of = lowerExpression(parts(node)[0] ?? null)
  const keys = parts(child(node, 'type_parameter') ?? node).map(lowerExpression)
  return { kind: 'index', of, keys, line: node.line }
}

function lowerDictionary(node: Node): Expression {
  const entries = parts(node).map(entry =>
    entry.type === 'pair'
      ? { key: role(entry, 'key'), value: role(entry, 'value') }
      : { key: null, value: inner(entry) },
  )
  return { kind: 'dict', entries, line: node.line }
}

function lowerBinary(node: Node): Expression {
  const operator = textOf(field(node, 'operator') ?? node)
  return { kind: 'binary', operator, left: role(node, 'left'), right: role(node, 'right'), line: node.line }
}

function lowerComparison(node: Node): Expression {
  const [left, right, ...more] = parts(node)
    .filter(({ field }) => field !== 'operators')
    .map(lowerExpression)
  const operator = fields(node, 'operators').map(textOf)[0]?.replace(/\s+/g, ' ')
  if (left === undefined || right === undefined || more.length > 0 || operator === undefined)
    return { kind: 'unknown', parts: [], line: node.line }
  return { kind: 'binary', operator, left, right, line: node.line }
}

function lowerChoice(node: Node): Expression {
  const [yes = null, test = null, no = null] = parts(node)
  return {
    kind: 'choice',
    test: lowerExpression(test),
    yes: lowerExpression(yes),
    no: lowerExpression(no),
    line: node.line,
  }
}

function lowerComprehension(node: Node, shape: ListShape | 'dict'): Expression {
  const body = field(node, 'body')
  const clauses: (Expression & { kind: 'comprehension' })['clauses'] = []
  for (const part of parts(node)) {
    if (part.type === 'for_in_clause')
      clauses.push({ target: role(part, 'left'), over: role(part, 'right'), tests: [] })
    if (part.type === 'if_clause') clauses.at(-1)?.tests.push(inner(part))
  }
  const isPair = body?.type === 'pair'
  const key = isPair ? role(body, 'key') : null
  const value = isPair ? role(body, 'value') : lowerExpression(body)
  return { kind: 'comprehension', shape, key, value, clauses, line: node.line }
}

function lowerLambda(node: Node): FunctionSyntax {
  const body = role(node, 'body')
  return {
    name: 'lambda',
    parameters: lowerParameters(field(node, 'parameters')),
    generics: [],
    returns: null,
    results: [],
    body: [{ kind: 'return', value: body, line: body.line }],
    decorators: [],
    doc: null,
    generator: false,
    line: node.line,
  }
}

export function lowerParameters(node: Node | null): Parameter[] {
  return node === null ? [] : parts(node).flatMap(lowerParameter)
}

function lowerParameter(node: Node): Parameter[] {
  const named = field(node, 'name') ?? (node.type === 'typed_parameter' ? parts(node)[0]! : node)
  const spread = spreads.get(named.type) ?? null
  const identifier = spread === null ? named : (parts(named)[0] ?? named)
  if (identifier.type !== 'identifier') return []
  const type = field(node, 'type')
  const value = field(node, 'value')
  return [
    {
      name: textOf(identifier),
      type: type === null ? null : lowerExpression(type),
      value: value === null ? null : lowerExpression(value),
      spread,
      decorators: [],
      doc: null,
    },
  ]
}
