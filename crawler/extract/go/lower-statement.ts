import type { Expression, Statement } from '../program/syntax.ts'
import { child, children, field, fields, type Node, parts, textOf } from '../syntax/tree.ts'
import { lowerExpression } from './lower-expression.ts'

/** The statements of a block. */
export function lowerBlock(node: Node): Statement[] {
  return parts(node).flatMap(one => (one.type === 'statement_list' ? lowerBlock(one) : lowerStatement(one)))
}

export function lowerStatement(node: Node): Statement[] {
  return lowerers.get(node.type)?.(node) ?? [expression(node)]
}

const role = (node: Node, name: string) => lowerExpression(field(node, name))
const list = (node: Node | null) =>
  node === null
    ? []
    : node.type === 'expression_list'
      ? parts(node).map(lowerExpression)
      : [lowerExpression(node)]
const block = (node: Node | null): Statement[] =>
  node === null ? [] : [{ kind: 'block', body: lowerBlock(node), line: node.line }]

function expression(node: Node): Statement {
  return { kind: 'expression', value: lowerExpression(node), line: node.line }
}

const lowerers = new Map<string, (node: Node) => Statement[]>([
  ['expression_statement', node => parts(node).map(expression)],
  ['go_statement', node => parts(node).map(expression)],
  ['defer_statement', node => parts(node).map(expression)],
  [
    'short_var_declaration',
    node => assign(list(field(node, 'left')), list(field(node, 'right')), node, true),
  ],
  ['assignment_statement', lowerAssignment],
  ['inc_statement', node => step(node, '+')],
  ['dec_statement', node => step(node, '-')],
  ['var_declaration', lowerVariables],
  [
    'const_declaration',
    node =>
      lowerConstants(node).map(({ name, value }) => ({
        kind: 'assign',
        targets: [{ kind: 'name', name, line: node.line }],
        value,
        declare: true,
        line: node.line,
      })),
  ],
  ['type_declaration', () => []],
  ['if_statement', lowerIf],
  ['for_statement', lowerFor],
  ['expression_switch_statement', lowerSwitch],
  ['type_switch_statement', lowerTypeSwitch],
  ['select_statement', node => cases(node, children(node, 'communication_case', 'default_case'), null)],
  ['return_statement', node => [{ kind: 'return', value: returned(node), line: node.line }]],
  ['break_statement', node => [{ kind: 'break', line: node.line }]],
  ['continue_statement', node => [{ kind: 'continue', line: node.line }]],
  ['labeled_statement', node => parts(node).slice(1).flatMap(lowerStatement)],
  ['block', node => block(node)],
  ['empty_statement', () => []],
  ['fallthrough_statement', () => []],
])

function assign(targets: Expression[], values: Expression[], { line }: Node, declare: boolean): Statement[] {
  if (values.length === targets.length)
    return targets.map((target, position) => ({
      kind: 'assign',
      targets: [target],
      value: values[position]!,
      declare,
      line,
    }))
  const target: Expression = {
    kind: 'list',
    shape: 'tuple',
    items: targets.map(value => ({ name: null, value, spread: null })),
    line,
  }
  return values.length === 0 ? [] : [{ kind: 'assign', targets: [target], value: values[0]!, declare, line }]
}

function lowerAssignment(node: Node): Statement[] {
  const operator = textOf(field(node, 'operator') ?? node)
  const [target] = list(field(node, 'left'))
  const [value] = list(field(node, 'right'))
  if (operator === '=' || target === undefined || value === undefined)
    return assign(list(field(node, 'left')), list(field(node, 'right')), node, false)
  return [{ kind: 'augment', target, operator: operator.slice(0, -1), value, line: node.line }]
}

function step(node: Node, operator: string): Statement[] {
  const one: Expression = { kind: 'constant', value: 1, line: node.line }
  return [
    {
      kind: 'augment',
      target: lowerExpression(parts(node)[0] ?? null),
      operator,
      value: one,
      line: node.line,
    },
  ]
}

/** Variables of a declaration; one without a value starts as what its type begins with. */
export function lowerVariables(node: Node): Statement[] {
  const specs = [...children(node, 'var_spec'), ...children(child(node, 'var_spec_list'), 'var_spec')]
  return specs.flatMap(spec => {
    const names = fields(spec, 'name').map(lowerExpression)
    const value = field(spec, 'value')
    if (value !== null) return assign(names, list(value), spec, true)
    const zero = zeroOf(field(spec, 'type'))
    return names.map(target => ({
      kind: 'assign' as const,
      targets: [target],
      value: zero,
      declare: true,
      line: spec.line,
    }))
  })
}

function zeroOf(type: Node | null): Expression {
  const line = type?.line ?? 0
  const text = type === null ? '' : textOf(type)
  if (type?.type === 'slice_type') return { kind: 'list', shape: 'list', items: [], line }
  if (type?.type === 'map_type') return { kind: 'dict', entries: [], line }
  if (text === 'string') return { kind: 'constant', value: '', line }
  if (text === 'bool') return { kind: 'constant', value: false, line }
  if (/^u?int\d*$|^float\d+$/.test(text)) return { kind: 'constant', value: 0, line }
  if (
    type?.type === 'type_identifier' ||
    type?.type === 'qualified_type' ||
    type?.type === 'struct_type' ||
    type?.type === 'generic_type'
  )
    return { kind: 'construct', type: lowerExpression(type), args: [], line }
  return { kind: 'constant', value: null, line }
}

/** Constants of a declaration: one without a value repeats the one before, with the next `iota`. */
export function lowerConstants(node: Node): { name: string; value: Expression; node: Node }[] {
  let before: Node | null = null
  return children(node, 'const_spec').flatMap((spec, position) => {
    before = field(spec, 'value') ?? before
    const values = list(before).map(value => withIota(value, position))
    return fields(spec, 'name').flatMap((name, index) => {
      const value = values[index]
      return value === undefined ? [] : [{ name: textOf(name), value, node: spec }]
    })
  })
}

function withIota(value: Expression, iota: number): Expression {
  if (value.kind === 'name' && value.name === 'iota')
    return { kind: 'constant', value: iota, line: value.line }
  if (value.kind === 'binary')
    return { ...value, left: withIota(value.left, iota), right: withIota(value.right, iota) }
  if (value.kind === 'call')
    return { ...value, args: value.args.map(one => ({ ...one, value: withIota(one.value, iota) })) }
  return value
}

function returned(node: Node): Expression | null {
  const [value] = parts(node)
  return value === undefined ? null : lowerExpression(value)
}

function within(initializer: Node | null, inner: Statement, line: number): Statement[] {
  return initializer === null
    ? [inner]
    : [{ kind: 'block', body: [...lowerStatement(initializer), inner], line }]
}

function lowerIf(node: Node): Statement[] {
  const alternative = field(node, 'alternative')
  const no =
    alternative === null
      ? []
      : alternative.type === 'if_statement'
        ? lowerIf(alternative)
        : block(alternative)
  const inner: Statement = {
    kind: 'if',
    test: role(node, 'condition'),
    yes: block(field(node, 'consequence')),
    no,
    line: node.line,
  }
  return within(field(node, 'initializer'), inner, node.line)
}

function lowerFor(node: Node): Statement[] {
  const body = block(field(node, 'body'))
  const range = child(node, 'range_clause')
  if (range !== null)
    return [
      {
        kind: 'each',
        targets: list(field(range, 'left')),
        over: role(range, 'right'),
        body,
        line: node.line,
      },
    ]
  const clause = child(node, 'for_clause')
  const condition =
    clause === null ? (parts(node).find(({ field }) => field !== 'body') ?? null) : field(clause, 'condition')
  const update = field(clause, 'update')
  const loop: Statement = {
    kind: 'loop',
    test: condition === null ? null : lowerExpression(condition),
    step: update === null ? [] : lowerStatement(update),
    body,
    line: node.line,
  }
  return within(field(clause, 'initializer'), loop, node.line)
}

function lowerSwitch(node: Node): Statement[] {
  const value = field(node, 'value')
  const made = cases(
    node,
    children(node, 'expression_case', 'default_case'),
    value === null ? null : lowerExpression(value),
  )
  const initializer = field(node, 'initializer')
  return initializer === null
    ? made
    : [{ kind: 'block', body: [...lowerStatement(initializer), ...made], line: node.line }]
}

function cases(node: Node, clauses: Node[], subject: Expression | null): Statement[] {
  const all = clauses.map(clause => {
    const isElse = clause.type === 'default_case'
    const said = fields(clause, 'value').flatMap(list)
    const values = isElse ? [] : said.length > 0 ? said : [lowerExpression(null)]
    const communication = field(clause, 'communication')
    const before = communication === null ? [] : lowerStatement(communication)
    return { values, body: [...before, ...bodyOf(clause)] }
  })
  return [{ kind: 'switch', subject, cases: all, line: node.line }]
}

function bodyOf(clause: Node): Statement[] {
  const statements = child(clause, 'statement_list')
  return statements === null ? [] : block(statements)
}

/** Which type something has is not known: all of them are gone through. */
function lowerTypeSwitch(node: Node): Statement[] {
  const value = role(node, 'value')
  const alias = field(node, 'alias')
  const made = cases(node, children(node, 'type_case', 'default_case'), lowerExpression(null))
  if (alias === null) return made
  return [{ kind: 'block', body: [...assign(list(alias), [value], node, true), ...made], line: node.line }]
}
