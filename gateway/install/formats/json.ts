import {
  applyEdits,
  type FormattingOptions,
  getNodeValue,
  modify,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import type { Edit, Value } from '../types.ts'
import { plainValue } from './plain-value.ts'

/** JSON as clients read it, with comments and trailing commas. */
export const json = {
  parse: (text: string): Value => {
    const errors: ParseError[] = []
    const tree = parseTree(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true })
    const [first] = errors
    if (first !== undefined || tree === undefined)
      throw new Error(`It is not JSON (${first ? printParseErrorCode(first.error) : 'it is empty'}).`)
    return plainValue(getNodeValue(tree))
  },
  edit: (text: string, edits: Edit[]): string => {
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : ''
    const formattingOptions = formattingOf(text)
    return (
      mark +
      edits.reduce(
        (edited, { path, value }) => applyEdits(edited, modify(edited, path, value, { formattingOptions })),
        text.slice(mark.length),
      )
    )
  },
}

/** As the text is written already. */
function formattingOf(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    insertSpaces: !indent.includes('\t'),
    tabSize: indent.includes('\t') ? 4 : indent.length,
  }
}
