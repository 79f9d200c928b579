import type { Statement } from '../program/syntax.ts'
import { child, children, field, fields, type Node, parts, textOf } from '../syntax/tree.ts'
import { lowerClass, lowerDecorated, lowerFunction } from './lower-declaration.ts'
import { lowerExpression } from './lower-expression.ts'

/** The statements of a file of Python. */
export function lowerModule(node: Node): Statement[] {
  return parts(node).flatMap(lowerStatement)
}

function lowerStatement(node: Node): Statement[] {
  const lower = lowerers.get(node.type)
  if (lower !== undefined) return lower(node)
  return node.type.endsWith('_statement') ? parts(node).map(part => asExpression(part)) : []
}

const block = (node: Node | null) => (node === null ? [] : lowerModule(node))
const role = (node: Node, name: string) => lowerExpression(field(node, name))

function asExpression(node: Node): Statement {
  return { kind: 'expression', value: lowerExpression(node), line: node.line }
}

const lowerers = new Map<string, (node: Node) => Statement[]>([
  ['expression_statement', node => parts(node).flatMap(lowerSimple)],
  ['import_statement', lowerImport],
  ['import_from_statement', lowerImportFrom],
  ['decorated_definition', lowerDecorated],
  ['function_definition', node => [{ kind: 'function', function: lowerFunction(node, []), line: node.line }]],
  ['class_definition', node => [{ kind: 'class', class: lowerClass(node, []), line: node.line }]],
  ['if_statement', lowerIf],
  ['for_statement', lowerFor],
  [
    'while_statement',
    node => [
      {
        kind: 'loop',
        test: role(node, 'condition'),
        step: [],
        body: block(field(node, 'body')),
        line: node.line,
      },
    ],
  ],
  ['with_statement', lowerWith],
  ['try_statement', lowerTry],
  ['match_statement', lowerMatch],
  [
    'return_statement',
    node => [
      { kind: 'return', value: parts(node)[0] ? lowerExpression(parts(node)[0]!) : null, line: node.line },
    ],
  ],
  [
    'raise_statement',
    node => [
      { kind: 'raise', value: parts(node)[0] ? lowerExpression(parts(node)[0]!) : null, line: node.line },
    ],
  ],
  ['break_statement', node => [{ kind: 'break', line: node.line }]],
  ['continue_statement', node => [{ kind: 'continue', line: node.line }]],
  ['global_statement', lowerOuter],
  ['nonlocal_statement', lowerOuter],
  ['type_alias_statement', lowerAlias],
  ['assert_statement', () => []],
  ['delete_statement', () => []],
  ['pass_statement', () => []],
  ['block', lowerModule],
])

function lowerSimple(node: Node): Statement[] {
  if (node.type === 'assignment') return lowerAssignment(node)
  if (node.type !== 'augmented_assignment') return [asExpression(node)]
  const operator = textOf(field(node, 'operator') ?? node).replace(/=$/, '')
  return [
    { kind: 'augment', target: role(node, 'left'), operator, value: role(node, 'right'), line: node.line },
  ]
}

function lowerAssignment(node: Node): Statement[] {
  const left = field(node, 'left')
  const type = field(node, 'type')
  const right = field(node, 'right')
  if (type !== null && left?.type === 'identifier') {
    const value = right === null ? null : lowerExpression(right)
    const about = { tag: '', decorators: [], doc: null, line: node.line }
    return [
      {
        kind: 'field',
        field: { name: textOf(left), type: lowerExpression(type), value, ...about },
        line: node.line,
      },
    ]
  }
  if (right === null) return []
  if (right.type !== 'assignment')
    return [
      {
        kind: 'assign',
        targets: [lowerExpression(left)],
        value: lowerExpression(right),
        declare: false,
        line: node.line,
      },
    ]
  const [inner] = lowerAssignment(right)
  if (inner?.kind !== 'assign') return []
  return [{ ...inner, targets: [...inner.targets, lowerExpression(left)] }]
}

function lowerImport(node: Node): Statement[] {
  return fields(node, 'name').flatMap(name => {
    const alias = field(name, 'alias')
    const path = textOf(alias === null ? name : (field(name, 'name') ?? name))
    const first = path.replace(/\..*$/s, '')
    const all: Statement = {
      kind: 'import',
      path,
      name: null,
      as: alias === null ? first : textOf(alias),
      line: node.line,
    }
    // `import a.b` reads `a.b`, and makes `a`.
    return alias !== null || first === path
      ? [all]
      : [
          { ...all, as: '' },
          { ...all, path: first },
        ]
  })
}

function lowerImportFrom(node: Node): Statement[] {
  const from = field(node, 'module_name')
  const path = from === null ? '' : textOf(from).replace(/\s+/g, '')
  if (child(node, 'wildcard_import') !== null)
    return [{ kind: 'import', path, name: '*', as: '*', line: node.line }]
  return fields(node, 'name').map(name => {
    const own = textOf(field(name, 'name') ?? name)
    const alias = field(name, 'alias')
    return { kind: 'import', path, name: own, as: alias === null ? own : textOf(alias), line: name.line }
  })
}

function lowerIf(node: Node): Statement[] {
  const alternatives = fields(node, 'alternative')
  let no: Statement[] = []
  for (const one of alternatives.toReversed()) {
    if (one.type === 'else_clause') no = block(field(one, 'body'))
    else
      no = [
        {
          kind: 'if',
          test: role(one, 'condition'),
          yes: block(field(one, 'consequence')),
          no,
          line: one.line,
        },
      ]
  }
  return [
    {
      kind: 'if',
      test: role(node, 'condition'),
      yes: block(field(node, 'consequence')),
      no,
      line: node.line,
    },
  ]
}

function lowerFor(node: Node): Statement[] {
  const alternative = field(node, 'alternative')
  const loop: Statement = {
    kind: 'each',
    targets: [role(node, 'left')],
    over: role(node, 'right'),
    body: block(field(node, 'body')),
    line: node.line,
  }
  return alternative === null ? [loop] : [loop, ...block(field(alternative, 'body'))]
}

/** What a context manager gives is taken for the manager itself. */
function lowerWith(node: Node): Statement[] {
  const entered = children(child(node, 'with_clause'), 'with_item').map((item): Statement => {
    const value = field(item, 'value')
    const target = value?.type === 'as_pattern' ? field(value, 'alias') : null
    if (value === null || target === null) return asExpression(value ?? item)
    const given = lowerExpression(parts(value)[0] ?? null)
    return {
      kind: 'assign',
      targets: [lowerExpression(target)],
      value: given,
      declare: false,
      line: item.line,
    }
  })
  return [...entered, ...block(field(node, 'body'))]
}

function lowerTry(node: Node): Statement[] {
  const bodyOf = (clause: Node) => block(child(clause, 'block'))
  const handlers = children(node, 'except_clause', 'except_group_clause').map(bodyOf)
  const otherwise = children(node, 'else_clause').flatMap(clause => block(field(clause, 'body')))
  const last = children(node, 'finally_clause').flatMap(bodyOf)
  return [
    { kind: 'try', body: [...block(field(node, 'body')), ...otherwise], handlers, last, line: node.line },
  ]
}

const literalPatterns = new Set(['string', 'integer', 'float', 'true', 'false', 'none', 'dotted_name'])

function lowerMatch(node: Node): Statement[] {
  const clauses = children(field(node, 'body') ?? node, 'case_clause')
  const cases = clauses.map(clause => {
    const [pattern] = children(clause, 'case_pattern')
    const inner = pattern === undefined ? undefined : parts(pattern)[0]
    const alternatives = inner?.type === 'union_pattern' ? parts(inner) : inner === undefined ? [] : [inner]
    const isPlain = alternatives.every(({ type }) => literalPatterns.has(type))
    const values =
      isPlain && field(clause, 'guard') === null ? alternatives.map(lowerExpression) : [lowerExpression(null)]
    return { values, body: block(field(clause, 'consequence')) }
  })
  return [{ kind: 'switch', subject: role(node, 'subject'), cases, line: node.line }]
}

function lowerOuter(node: Node): Statement[] {
  return [{ kind: 'outer', names: parts(node).map(textOf), line: node.line }]
}

function lowerAlias(node: Node): Statement[] {
  return [
    {
      kind: 'assign',
      targets: [role(node, 'left')],
      value: role(node, 'right'),
      declare: false,
      line: node.line,
    },
  ]
}
