import { isWhole } from '../text.ts'

/**
 * A string as Cedar reads it, in printable ASCII only. Cedar has no `\b` or `\f` and writes other characters
 * as `\u{…}`. Source: Cedar's grammar of string literals.
 */
export function cedarString(text: string): string {
  return `"${escaped(text)}"`
}

/** A pattern for `like` that matches every text with this one in it: only its own asterisks are wildcards. */
export function cedarContains(text: string): string {
  return `"*${escaped(text).replaceAll('*', '\\*')}*"`
}

/** Whether Cedar can hold the text at all. */
export function fitsCedar(text: string): boolean {
  return isWhole(text)
}

function escaped(text: string): string {
  return [...text]
    .map(character => {
      if (character === '"' || character === '\\') return `\\${character}`
      const code = character.codePointAt(0)!
      return code >= 0x20 && code <= 0x7e ? character : `\\u{${code.toString(16)}}`
    })
    .join('')
}
