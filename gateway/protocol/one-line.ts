/**
 * The text of a message on one line, as every reader of lines sees it. JSON may hold line ends between its
 * values, and in strings characters that some readers take for line ends (Node's `readline`: U+2028 and U+2029;
 * Python's `splitlines`: U+0085 as well): what stands between two of them would be a message of its own, which
 * nobody has judged.
 */
export function oneLine(text: string): string {
  if (!lineEnds.test(text)) return text
  return text.replaceAll(betweenValues, ' ').replaceAll(withinStrings, escaped)
}

// Raw control characters cannot stand in a JSON string, so these two only stand between values.
const betweenValues = /[\r\n]/g
const withinStrings = /[\u0085\u2028\u2029]/g
const lineEnds = /[\r\n\u0085\u2028\u2029]/

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
