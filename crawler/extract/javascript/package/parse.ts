import { type Program, parseSync } from 'oxc-parser'
import { nesting } from './nesting.ts'

/** Characters that one file may have, and how deep it may go: half of what was seen to be too deep. */
const sizeLimit = 16_000_000
const nestingLimit = 4_000

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
