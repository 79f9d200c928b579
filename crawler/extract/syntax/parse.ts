import { fileURLToPath } from 'node:url'
import { Language, Parser, type Tree } from 'web-tree-sitter'
import type { Node, Source } from './tree.ts'

/** Languages that are read through a grammar, and the grammar's name. */
const grammars = {
  python: 'python',
  go: 'go',
  csharp: 'c-sharp',
  java: 'java',
  rust: 'rust',
} as const
export type Grammar = keyof typeof grammars

/** Characters and nodes of one file, how deep it may go, and how often the parser may ask to go on. */
const limits = { characters: 4_000_000, nodes: 3_000_000, depth: 800, askings: 40_000 }

export type Parse = (file: string, text: string) => Node | null

const ready = new Map<Grammar, Promise<Parse>>()

/** The parser of a language, loaded when it is first asked for. What it gives is null for what is too much. */
export function loadParser(grammar: Grammar): Promise<Parse> {
  if (!ready.has(grammar)) ready.set(grammar, load(grammar))
  return ready.get(grammar)!
}

let started: Promise<void> | null = null

async function load(grammar: Grammar): Promise<Parse> {
  started ??= Parser.init()
  await started
  const name = `@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammars[grammar]}.wasm`
  const parser = new Parser()
  parser.setLanguage(await Language.load(fileURLToPath(import.meta.resolve(name))))
  return (file, text) => {
    if (text.length > limits.characters) return null
    let askings = 0
    // Counted, not timed: the same text always gives the same tree.
    const options = { progressCallback: () => askings++ > limits.askings }
    const tree = parser.parse(text, null, options)
    parser.reset()
    if (tree === null) return null
    try {
      return copy(tree, { file, text })
    } finally {
      tree.delete()
    }
  }
}

/** The tree as plain objects; null where it is too large or too deep to be gone through. */
function copy(tree: Tree, source: Source): Node | null {
  const cursor = tree.walk()
  const lines = lineStarts(source.text)
  const path: Node[] = []
  let line = 0
  try {
    for (let count = 0; count < limits.nodes; count++) {
      const start = cursor.startIndex
      while (line > 0 && lines[line]! > start) line -= 1
      while (line + 1 < lines.length && lines[line + 1]! <= start) line += 1
      const node: Node = {
        type: cursor.nodeType,
        field: cursor.currentFieldName,
        named: cursor.nodeIsNamed,
        start,
        end: cursor.endIndex,
        line: line + 1,
        children: [],
        source,
      }
      path.at(-1)?.children.push(node)
      if (cursor.gotoFirstChild()) {
        path.push(node)
        if (path.length > limits.depth) return null
        continue
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return path[0] ?? node
        if (path.length > 1) path.pop()
      }
    }
    return null
  } finally {
    cursor.delete()
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
