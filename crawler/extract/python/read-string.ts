import { children, type Node, textOf } from '../syntax/tree.ts'

/** The texts and interpolated expressions that a string's node is made of, in order. */
export function stringParts(node: Node): (string | Node)[] {
  const [start, ...rest] = node.children
  const prefix = start === undefined ? '' : textOf(start).toLowerCase()
  return rest.flatMap((piece): (string | Node)[] => {
    if (piece.type === 'interpolation') return [piece]
    if (piece.type !== 'string_content') return []
    return prefix.includes('r') ? [textOf(piece)] : [unescaped(piece, prefix.includes('f'))]
  })
}

/** A content's text with its escapes read; doubled braces of an f-string are one. */
function unescaped(content: Node, isFormat: boolean): string {
  const { text } = content.source
  let made = ''
  let at = content.start
  const plain = (until: number) => {
    const piece = text.slice(at, until)
    made += isFormat ? piece.replaceAll('{{', '{').replaceAll('}}', '}') : piece
  }
  for (const sequence of children(content, 'escape_sequence')) {
    plain(sequence.start)
    made += readEscape(textOf(sequence))
    at = sequence.end
  }
  plain(content.end)
  return made
}

const single = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
])

function readEscape(sequence: string): string {
  const body = sequence.slice(1)
  const known = single.get(body)
  if (known !== undefined) return known
  const hex = /^(?:x|u|U)([0-9a-fA-F]+)$/.exec(body)?.[1]
  const code =
    hex === undefined ? (/^[0-7]{1,3}$/.test(body) ? Number.parseInt(body, 8) : -1) : Number.parseInt(hex, 16)
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : sequence
}

/** A docstring as `inspect.cleandoc` leaves it: without the indentation that its lines share. */
export function cleanDoc(text: string): string {
  const lines = text.replaceAll('\t', '        ').split('\n')
  const indents = lines
    .slice(1)
    .flatMap(line => (line.trim() === '' ? [] : [line.length - line.trimStart().length]))
  const margin = indents.reduce((least, indent) => Math.min(least, indent), Number.POSITIVE_INFINITY)
  const trimmed = [
    lines[0]!.trimStart(),
    ...lines.slice(1).map(line => line.slice(Math.min(margin, line.length)).trimEnd()),
  ]
  while (trimmed.length > 0 && trimmed.at(-1)!.trim() === '') trimmed.pop()
  while (trimmed.length > 0 && trimmed[0]!.trim() === '') trimmed.shift()
  return trimmed.join('\n')
}
