import { type External, is, type Value } from './values.ts'

/** A path, or what a program takes by itself where whoever starts it says nothing: text that may be another. */
function standsForText({ path, args }: External): boolean {
  return (path === 'setting()' || path === 'path()') && typeof args[0] === 'string'
}

/** A value as text; null where it is not known. */
export function toText(value: Value): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null) return 'None'
  if (is(value, 'instance')) {
    const inner = value.members.get('value')
    return typeof inner === 'string' ? inner : null
  }
  if (is(value, 'external')) return standsForText(value) ? toText(value.args[0]!) : null
  if (is(value, 'list') && !value.open) return listText(value.items)
  return null
}

function listText(items: Value[]): string | null {
  const texts = items.map(item => (typeof item === 'string' ? `'${item}'` : toText(item)))
  return items.length < 1_000 && texts.every(text => text !== null) ? `[${texts.join(', ')}]` : null
}
