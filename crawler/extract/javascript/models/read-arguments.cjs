// What the stand-ins for readers of a program's arguments share.
function camel(name) {
  return name
    .replace(/^-+/, '')
    .split('-')
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')
}

/** Every option by name, and what is left. `kinds` says which options take a value. */
function readArguments(args, kinds) {
  const values = {}
  const rest = []
  for (let index = 0; index < args.length; index++) {
    const word = args[index]
    if (typeof word !== 'string' || !word.startsWith('-') || word === '-') {
      rest.push(word)
      continue
    }
    if (word === '--') {
      rest.push(...args.slice(index + 1))
      break
    }
    const bare = word.startsWith('--') ? word.slice(2) : word.slice(1)
    const at = bare.indexOf('=')
    const name = at < 0 ? bare : bare.slice(0, at)
    const next = args[index + 1]
    const takes = kinds[name] !== 'boolean' && typeof next === 'string' && !next.startsWith('-')
    if (at >= 0) keep(values, kinds, name, bare.slice(at + 1))
    else if (name.startsWith('no-') && kinds[name] === undefined) keep(values, kinds, name.slice(3), false)
    else if (takes) {
      keep(values, kinds, name, next)
      index++
    } else keep(values, kinds, name, true)
  }
  return { values, rest }
}

function keep(values, kinds, name, value) {
  const kind = kinds[name]
  const read =
    kind === 'boolean' && typeof value === 'string'
      ? value !== 'false'
      : kind === 'number'
        ? Number(value)
        : value
  values[name] = kind === 'array' ? [...(values[name] ?? []), read] : read
}

module.exports = { camel, readArguments }
