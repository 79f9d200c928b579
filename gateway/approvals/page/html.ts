import { visibleText } from '../visible-text.ts'

/** Text that is HTML already. */
export type Html = { html: string }

/** Builds HTML: every value is escaped unless it is HTML already. Lists are joined. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  const texts = parts.map((part, index) => `${part}${index < values.length ? textOf(values[index]!) : ''}`)
  return { html: texts.join('') }
}

function textOf(value: string | number | Html | Html[]): string {
  if (Array.isArray(value)) return value.map(one => one.html).join('')
  return typeof value === 'object' ? value.html : escapeText(String(value))
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function escapeText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, character => entities.get(character)!)
}
