// Stands in for env-var: a variable, else the default that the code gives it, as what it is asked to be.
const variable = name => {
  let value = process.env[name]
  const as = convert => () => (value === undefined ? undefined : convert(String(value)))
  const list = between => (value === undefined ? undefined : String(value).split(between ?? ','))
  const isTrue = text => ['true', '1'].includes(text.toLowerCase())
  const reader = {
    default(other) {
      value ??= other
      return reader
    },
    required: () => reader,
    example: () => reader,
    convertFromBase64: () => reader,
    asArray: list,
    asSet: between => new Set(list(between)),
    asEnum: () => value,
    asJson: as(JSON.parse),
    asJsonObject: as(JSON.parse),
    asJsonArray: as(JSON.parse),
  }
  for (const kind of ['String', 'UrlString', 'EmailString']) reader[`as${kind}`] = as(text => text)
  for (const kind of ['Bool', 'BoolStrict']) reader[`as${kind}`] = as(isTrue)
  for (const kind of ['Int', 'Float', 'PortNumber'])
    for (const sign of ['', 'Positive', 'Negative']) reader[`as${kind}${sign}`] = as(Number)
  return reader
}
module.exports = { get: variable, from: () => ({ get: variable }) }
module.exports.default = module.exports
