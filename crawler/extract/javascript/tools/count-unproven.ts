import type { Node } from 'oxc-parser'
import type { Run } from '../evaluate/run.ts'
import type { Found } from './collect-tools.ts'

const registering = new Set(['registerTool', 'registerAppTool'])
const nodeLimit = 20_000_000

/**
 * How many tools stand in the files that were read without having reached a server: objects with a name, a
 * description and a schema, and registrations under a plain name.
 */
export function countUnproven(run: Run, found: Found[]): number {
  const proven = new Set(found.map(({ name }) => name))
  const names = new Set<string>()
  let left = nodeLimit
  for (const { program, ours, home } of run.modules.loaded()) {
    if (program === null || ours || !home.main) continue
    const pending: unknown[] = [...program.body]
    while (pending.length > 0 && left > 0) {
      left -= 1
      const node = pending.pop()
      if (typeof node !== 'object' || node === null) continue
      const name = 'type' in node ? toolName(node as Node) : null
      if (name !== null && !proven.has(name)) names.add(name)
      for (const key in node) {
        const child = (node as { [key: string]: unknown })[key]
        if (typeof child === 'object' && child !== null) pending.push(child)
      }
    }
  }
  return names.size
}

function toolName(node: Node): string | null {
  if (node.type === 'CallExpression') {
    const { callee, arguments: args } = node
    if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier')
      return null
    const [first] = args
    return registering.has(callee.property.name) &&
      first?.type === 'Literal' &&
      typeof first.value === 'string'
      ? first.value
      : null
  }
  if (node.type !== 'ObjectExpression') return null
  const members = new Map(
    node.properties.flatMap(property =>
      property.type === 'Property' && property.key.type === 'Identifier'
        ? [[property.key.name, property.value] as const]
        : [],
    ),
  )
  const name = members.get('name')
  const schema = members.has('inputSchema') || members.has('parameters')
  if (!schema || !members.has('description') || name?.type !== 'Literal') return null
  return typeof name.value === 'string' ? name.value : null
}
