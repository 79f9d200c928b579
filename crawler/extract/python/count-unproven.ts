import type { FoundTool } from '../source/reading.ts'
import { children, field, type Node, textOf } from '../syntax/tree.ts'
import type { Modules } from './modules.ts'

const fileLimit = 400

/** How many functions are decorated as tools in a project's files and are not among those found. */
export function countDecorated({ parse, files }: Modules, own: Set<string>, found: FoundTool[]): number {
  const known = new Set(found.map(({ at }) => (at === null ? '' : `${at.file}:${at.line}`)))
  let count = 0
  for (const file of [...own].slice(0, fileLimit)) {
    const text = files.get(file)!.toString('utf8')
    if (!/@[\w.]+\.tool\b/.test(text)) continue
    const tree = parse(file, text)
    for (const node of tree === null ? [] : decorated(tree))
      if (!known.has(`${file}:${children(node, 'decorator')[0]!.line}`)) count += 1
  }
  return count
}

function decorated(tree: Node): Node[] {
  const found: Node[] = []
  const pending = [tree]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (
      node.type === 'decorated_definition' &&
      field(node, 'definition')?.type === 'function_definition' &&
      children(node, 'decorator').some(one => /^@[\w.]+\.tool\b/.test(textOf(one)))
    )
      found.push(node)
    pending.push(...node.children)
  }
  return found
}
