/**
 * The canonical JSON text of a value (RFC 8785): keys sorted by UTF-16 code units, no white space.
 * ECMAScript's own number and string forms are the ones that RFC asks for. A key whose value is
 * `undefined` is left out, as in `JSON.stringify`. Nesting beyond `depthLimit` throws a `RangeError`.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > depthLimit) throw new RangeError(`nested deeper than ${depthLimit} levels`)
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item ?? null, depth + 1)).join(',')}]`
  let text = ''
  for (const key of sorted(Object.keys(value))) {
    const member = (value as { [key: string]: unknown })[key]
    if (member === undefined) continue
    text += `${text === '' ? '{' : ','}${quoted(key)}:${canonicalJson(member, depth + 1)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** Far deeper than any real schema, far shallower than the stack. */
export const depthLimit = 200

/** As `JSON.stringify` does it, which is slow to be called for the many short strings that need no escape. */
function quoted(text: string): string {
  if (text.length > 40) return JSON.stringify(text)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(text)
  }
  return `"${text}"`
}

/** Insertion is the quickest way for the few keys that most objects have. */
function sorted(keys: string[]): string[] {
  if (keys.length > 20) return keys.sort()
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next]!
    let place = next
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!
    keys[place] = key
  }
  return keys
}
