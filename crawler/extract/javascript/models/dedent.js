// Stands in for tags that take the indentation out of a template.
function dedent(strings, ...values) {
  const text =
    typeof strings === 'string'
      ? strings
      : strings.map((part, index) => part + (index < values.length ? values[index] : '')).join('')
  const lines = text.split('\n')
  const indents = lines
    .slice(1)
    .filter(line => line.trim() !== '')
    .map(line => line.length - line.trimStart().length)
  const least = indents.length === 0 ? 0 : Math.min(...indents)
  return lines
    .map((line, index) => (index === 0 ? line : line.slice(least)))
    .join('\n')
    .trim()
}

function oneLine(strings, ...values) {
  return dedent(strings, ...values)
    .split('\n')
    .map(line => line.trim())
    .join(' ')
}

export default dedent
export {
  dedent,
  dedent as outdent,
  dedent as source,
  dedent as stripIndent,
  dedent as stripIndents,
  dedent as html,
  oneLine,
}
