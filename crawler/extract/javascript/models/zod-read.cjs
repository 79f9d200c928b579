// What the stand-in for zod makes of a value that it is to parse: what is parsed is taken to be right, and what changes it
// is defaults, and functions of the code.
function read(def, value) {
  switch (def.type) {
    case 'default':
    case 'prefault':
      // A setting of which nothing can be known is most likely what it is for everybody.
      if (placardIsUnknown(value) || value === undefined)
        return typeof def.defaultValue === 'function' ? def.defaultValue() : def.defaultValue
      return read(def.innerType.def, value)
    case 'optional':
    case 'nullable':
      return value === undefined || value === null ? value : read(def.innerType.def, value)
    case 'readonly':
    case 'catch':
      return read(def.innerType.def, value)
    case 'pipe':
      return read(def.out.def, read(def.in.def, value))
    case 'transform':
      return def.change ? def.change(value) : value
    case 'object':
      return readObject(def.shape, value)
    default:
      return def.coerce ? def.coerce(value) : value
  }
}

function readObject(shape, value) {
  const members = { ...value }
  for (const [key, schema] of Object.entries(shape)) {
    const member = read(schema.def, members[key])
    if (member !== undefined) members[key] = member
  }
  return members
}

module.exports = { read }
