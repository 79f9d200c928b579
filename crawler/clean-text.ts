import { stripVTControlCharacters } from 'node:util'

/**
 * A stranger's text as one line that is safe to show in a terminal, a log or a page's text: no control,
 * invisible or direction-changing characters, white space run together, at most `limit` characters.
 */
export function cleanText(text: string, limit = 200): string {
  const head = text.slice(0, limit * 8).toWellFormed()
  const line = stripVTControlCharacters(head).replace(unprintable, ' ').replace(/\s+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`
}

/** Controls, formats (zero width, direction), line and paragraph separators, private use, unassigned. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]+/gu
