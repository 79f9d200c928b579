import { fileURLToPath } from 'node:url'
import type { Parser, Tree } from 'web-tree-sitter'
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

/** Characters and nodes of one file, and how deep it may go. */
const limits = { characters: 1_500_000, nodes: 3_000_000, depth: 800 }
/**
 * How often the parser may ask whether to go on: for each file, and in all for what one reading parses. Code asks
 * up to 15 times for a thousand characters. What is no code asks more often, and can take a thousand times as long.
 */
const askings = { start: 500, perCharacter: 0.022, inAll: 150_000 }

export type Parse = (file: string, text: string) => Node | null

/** The machine that parses, and a parser of each language. A new one takes its place where it breaks. */
type Machine = {
  library: typeof import('web-tree-sitter')
  parsers: Map<Grammar, Promise<Parser>>
  broken: boolean
}
let machine: Promise<Machine> | null = null
let machines = 0

/**
 * A parser for one reading, loaded when it is first asked for. What it gives is null for what is too much; after
 * its budget is spent, or after a text broke it, that is everything.
 */
export async function loadParser(grammar: Grammar): Promise<Parse> {
  if (machine !== null && (await machine).broken) machine = null
  machine ??= startMachine()
  const own = await machine
  if (!own.parsers.has(grammar)) own.parsers.set(grammar, makeParser(own, grammar))
  const parser = await own.parsers.get(grammar)!
  const left = { askings: askings.inAll }
  return (file, text) => (own.broken || left.askings <= 0 ? null : parse(own, parser, { file, text }, left))
}

/** A module of its own each time: what its memory has come to cannot be mended. */
async function startMachine(): Promise<Machine> {
  machines += 1
  const address = `${import.meta.resolve('web-tree-sitter')}?${machines}`
  const library: Machine['library'] = await import(address)
  await library.Parser.init()
  return { library, parsers: new Map(), broken: false }
}

async function makeParser({ library }: Machine, grammar: Grammar): Promise<Parser> {
  const name = `@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammars[grammar]}.wasm`
  const parser = new library.Parser()
  parser.setLanguage(await library.Language.load(fileURLToPath(import.meta.resolve(name))))
  return parser
}

function parse(own: Machine, parser: Parser, source: Source, left: { askings: number }): Node | null {
  const { text } = source
  if (text.length > limits.characters) return null
  // Counted, not timed: the same text always gives the same tree.
  let mayAsk = Math.min(left.askings, askings.start + text.length * askings.perCharacter)
  const before = mayAsk
  try {
    const tree = parser.parse(text, null, { progressCallback: () => mayAsk-- <= 0 })
    parser.reset()
    if (tree === null) return null
    try {
      return copy(tree, source)
    } finally {
      tree.delete()
    }
  } catch (error) {
    // Some texts, hostile ones, break the parser's own memory.
    if (!(error instanceof Error)) throw error
    own.broken = true
    return null
  } finally {
    left.askings -= before - mayAsk
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
