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
import { child, field, isComment, type Node, parts, textOf } from '../syntax/tree.ts'

/** The structs, enums and implementations that a file of Rust declares; its constants belong to each of them. */
export function lowerRust(tree: Node): ClassSyntax[] {
  const constants = within(tree).flatMap(({ node }) =>
    node.type === 'const_item' || node.type === 'static_item' ? lowerConstant(node) : [],
  )
  return within(tree).flatMap(({ node, before }) => {
    if (node.type === 'struct_item' || node.type === 'enum_item') return [lowerType(node, before)]
    return node.type === 'impl_item' ? [lowerImplementation(node, before, constants)] : []
  })
}

type Item = { node: Node; before: Node[] }

/** The items of a file or block, with the attributes and comments before each; those of modules as well. */
function within(block: Node): Item[] {
  const found: Item[] = []
  let before: Node[] = []
  for (const node of block.children) {
    if (node.type === 'attribute_item' || isComment(node.type)) before.push(node)
    // The grammar knows one attribute before a parameter, the language several.
    else if (node.type === 'ERROR')
      before.push(...node.children.filter(({ type }) => type === 'attribute_item'))
    else if (node.named) {
      found.push({ node, before })
      const body = node.type === 'mod_item' ? field(node, 'body') : null
      const isTest = before.some(one => textOf(one).includes('cfg(test)'))
      if (body !== null && !isTest) found.push(...within(body))
      before = []
    }
  }
  return found
}

function lowerType(node: Node, before: Node[]): ClassSyntax {
  const isEnum = node.type === 'enum_item'
  const body = field(node, 'body')
  const items = body === null ? [] : within(body)
  return {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    bases: [],
    fields: items
      .filter(({ node }) => node.type === (isEnum ? 'enum_variant' : 'field_declaration'))
      .map(lowerField),
    body: [],
    decorators: [
      ...attributesOf(before),
      ...(isEnum ? [{ kind: 'name' as const, name: '#enum', line: node.line }] : []),
    ],
    doc: docOf(before),
    line: node.line,
  }
}

function lowerField({ node, before }: Item): FieldSyntax {
  const type = field(node, 'type')
  return {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    type: type === null ? null : lowerTypeName(type),
    value: null,
    tag: '',
    decorators: attributesOf(before),
    doc: docOf(before),
    line: node.line,
  }
}

function lowerConstant(node: Node): Statement[] {
  const value = field(node, 'value')
  if (value === null) return []
  return [
    {
      kind: 'assign',
      targets: [{ kind: 'name', name: textOf(field(node, 'name') ?? node), line: node.line }],
      value: lowerExpression(value),
      declare: true,
      line: node.line,
    },
  ]
}

/** An implementation as a class of its own: what it is of is not asked. */
function lowerImplementation(node: Node, before: Node[], constants: Statement[]): ClassSyntax {
  const body = field(node, 'body')
  const methods = (body === null ? [] : within(body)).filter(({ node }) => node.type === 'function_item')
  return {
    name: `impl ${node.start}`,
    bases: [],
    fields: [],
    body: [
      ...constants,
      ...methods.map((item): Statement => {
        const fn = lowerMethod(item, attributesOf(before))
        return {
          kind: 'assign',
          targets: [{ kind: 'name', name: fn.name, line: fn.line }],
          value: { kind: 'function', function: fn, line: fn.line },
          declare: true,
          line: fn.line,
        }
      }),
    ],
    decorators: attributesOf(before),
    doc: null,
    line: node.line,
  }
}

function lowerMethod({ node, before }: Item, around: Expression[]): FunctionSyntax {
  const own = attributesOf(before)
  const routers = around.filter(
    one => one.kind === 'call' && one.callee.kind === 'name' && /^tool_(router|box)$/.test(one.callee.name),
  )
  return {
    name: textOf(field(node, 'name') ?? node).slice(0, 200),
    parameters: lowerParameters(field(node, 'parameters')),
    generics: [],
    returns: null,
    results: [],
    body: [],
    decorators: [...own, ...routers],
    doc: docOf(before),
    generator: false,
    line: own[0]?.line ?? node.line,
  }
}

function lowerParameters(node: Node | null): Parameter[] {
  return (node === null ? [] : within(node))
    .filter(({ node }) => node.type === 'parameter')
    .map(({ node, before }) => {
      const type = field(node, 'type')
      return {
        name: textOf(field(node, 'pattern') ?? node).slice(0, 200),
        type: type === null ? null : lowerTypeName(type),
        value: null,
        spread: null,
        decorators: attributesOf(before),
        doc: null,
      }
    })
}

/** Attributes as calls: `#[tool(name = "a", annotations(b = true))]`. */
function attributesOf(before: Node[]): Expression[] {
  return before.flatMap(item => {
    const attribute = child(item, 'attribute')
    const path = attribute === null ? null : parts(attribute)[0]
    if (attribute === null || path === null || path === undefined) return []
    const tokens = field(attribute, 'arguments')
    const value = field(attribute, 'value')
    const args =
      value !== null
        ? [{ name: null, value: lowerExpression(value), spread: null }]
        : tokens === null
          ? []
          : argumentsIn(tokens)
    return [
      {
        kind: 'call' as const,
        callee: { kind: 'name' as const, name: textOf(path).replace(/^.*::/s, ''), line: item.line },
        args,
        line: item.line,
      },
    ]
  })
}

/** `name = value`, `name(…)` and `name` in a row of tokens. */
function argumentsIn(tree: Node): Argument[] {
  const found: Argument[] = []
  const tokens = tree.children.slice(1, -1)
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.type === 'string_literal' || token.type === 'raw_string_literal')
      found.push({ name: null, value: lowerExpression(token), spread: null })
    if (!/^\w+$/.test(textOf(token))) continue
    const [next, value] = [tokens[at + 1], tokens[at + 2]]
    const isPath = value?.type === 'identifier' && tokens[at + 3]?.type === '!'
    if (next?.type === '=' && value !== undefined) {
      found.push({
        name: textOf(token),
        value: isPath ? { kind: 'unknown', parts: [], line: token.line } : lowerExpression(value),
        spread: null,
      })
      at += 2
    } else if (next?.type === 'token_tree') {
      found.push({
        name: textOf(token),
        value: {
          kind: 'call',
          callee: { kind: 'name', name: textOf(token), line: token.line },
          args: argumentsIn(next),
          line: token.line,
        },
        spread: null,
      })
      at += 1
    } else
      found.push({
        name: textOf(token),
        value: { kind: 'constant', value: true, line: token.line },
        spread: null,
      })
  }
  return found
}

/** Types as expressions, without the modules before them; references are what they refer to. */
function lowerTypeName(node: Node): Expression {
  const { line } = node
  const name = (text: string): Expression => ({
    kind: 'name',
    name: text.replace(/^.*::/s, '').slice(0, 200),
    line,
  })
  if (node.type === 'reference_type') return lowerTypeName(field(node, 'type') ?? node.children.at(-1)!)
  if (node.type === 'array_type')
    return {
      kind: 'index',
      of: name('array'),
      keys: [lowerTypeName(field(node, 'element') ?? node.children[1]!)],
      line,
    }
  if (node.type !== 'generic_type') return name(textOf(node))
  const keys = parts(field(node, 'type_arguments') ?? node).filter(({ type }) => type !== 'lifetime')
  return { kind: 'index', of: name(textOf(field(node, 'type') ?? node)), keys: keys.map(lowerTypeName), line }
}

function lowerExpression(node: Node): Expression {
  const { line } = node
  if (node.type === 'string_literal') return { kind: 'constant', value: literalText(node), line }
  if (node.type === 'raw_string_literal')
    return { kind: 'constant', value: textOf(node).replace(/^r#*"|"#*$/g, ''), line }
  if (node.type === 'boolean_literal') return { kind: 'constant', value: textOf(node) === 'true', line }
  if (node.type === 'integer_literal')
    return { kind: 'constant', value: Number.parseInt(textOf(node).replaceAll('_', ''), 10), line }
  return node.type === 'identifier'
    ? { kind: 'name', name: textOf(node), line }
    : { kind: 'unknown', parts: [], line }
}

/** What the comments before an item say: lines that begin with three slashes. */
function docOf(before: Node[]): string | null {
  const lines = before.flatMap(node => {
    const doc = child(node, 'doc_comment') ?? field(node, 'doc')
    return doc === null
      ? []
      : [
          textOf(doc)
            .replace(/\r?\n$/, '')
            .replace(/^ /, ''),
        ]
  })
  return lines.length === 0 ? null : lines.join('\n').trim()
}
