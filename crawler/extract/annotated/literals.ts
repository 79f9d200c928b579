import { type Node, textOf } from '../syntax/tree.ts'

const single = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
  ['\n', ''],
])

/** The text of a literal made of contents and escapes, as C#, Java and Rust write them. */
export function literalText(node: Node): string {
  const pieces = node.children.filter(({ named }) => named)
  const text = pieces
    .map(piece => (piece.type === 'escape_sequence' ? readEscape(textOf(piece)) : textOf(piece)))
    .join('')
  return text.startsWith('\n') && node.children[0] !== undefined && textOf(node.children[0]) === '"""'
    ? dedentBlock(text)
    : text
}

function readEscape(sequence: string): string {
  const known = single.get(sequence.slice(1))
  if (known !== undefined) return known
  const hex = /^\\[uUx]\{?([0-9a-fA-F]+)\}?$/.exec(sequence)?.[1]
  const code = hex === undefined ? -1 : Number.parseInt(hex, 16)
  // A backslash before the end of a line takes the white space after it away.
  if (/^\\\s/.test(sequence)) return ''
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : sequence
}

/** A block of text without its first line break and the indentation that its lines share. */
export function dedentBlock(text: string): string {
  const lines = text.replace(/^\r?\n/, '').split('\n')
  const counted = lines.filter((line, position) => line.trim() !== '' || position === lines.length - 1)
  const margin = Math.min(...counted.map(line => line.length - line.trimStart().length))
  return lines.map(line => line.slice(Math.min(margin, line.length))).join('\n')
}
