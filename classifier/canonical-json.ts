/**
 * The canonical JSON text of a value (RFC 8785): keys sorted by UTF-16 code units, no white space.
 * ECMAScript's own number and string forms are the ones that RFC asks for. A key whose value is
 * `undefined` is left out, as in `JSON.stringify`. Nesting beyond `depthLimit` throws a `RangeError`.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > depthLimit) throw new RangeError(`nested deeper than ${depthLimit} levels`)
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item ?? null, depth + 1)).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const members: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = (value as { [key: string]: unknown })[key]
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member, depth + 1)}`)
  }
  return `{${members.join(',')}}`
}

/** Far deeper than any real schema, far shallower than the stack. */
export const depthLimit = 200
