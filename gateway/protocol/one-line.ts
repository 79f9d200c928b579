/**
 * The text of a message on one line. JSON may hold line ends between its values, where a message within a
 * message would stand on a line of its own, which nobody has judged. (Within strings it cannot: the quotes of
 * a message that is a text are escaped.)
 */
export function oneLine(text: string): string {
  return lineEnd.test(text) ? text.replaceAll(/[\r\n]/g, ' ') : text
}

const lineEnd = /[\r\n]/
