import { type Program, parseSync } from 'oxc-parser'

/** Characters that one file may have, and how deep its brackets may go: the parser's stack is not ours. */
const sizeLimit = 16_000_000
const nestingLimit = 1_000

/** The tree of one file's code; null where it is not code that can be read. */
export function parseSource(path: string, text: string): { program: Program; isModule: boolean } | null {
  if (text.length > sizeLimit || nesting(text) > nestingLimit) return null
  const lang = /\.[cm]?tsx?$/.test(path) ? (path.endsWith('x') ? 'tsx' : 'ts') : 'jsx'
  const options = { lang, astType: 'ts', preserveParens: false } as const
  const first = parseSync(path, text, {
    ...options,
    sourceType: path.endsWith('.cjs') ? 'commonjs' : 'module',
  })
  const isModule = first.module.hasModuleSyntax || path.endsWith('.mjs')
  if (first.program.body.length > 0 || first.errors.length === 0) return { program: first.program, isModule }
  const second = parseSync(path, text, { ...options, sourceType: 'commonjs' })
  return second.program.body.length > 0 ? { program: second.program, isModule: false } : null
}

/** At most how deep brackets are within each other, texts and comments included. */
function nesting(text: string): number {
  let depth = 0
  let deepest = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x28 || code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x29 || code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1)
  }
  return deepest
}
