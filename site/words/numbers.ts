/** `1 tool`, `2,500 tools`. Give the plural where it is not the noun with an s. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? noun : plural}`
}

/** A time as its day, `23 November 2026`; a month or a year as just that. What is no time stays as it is. */
export function day(time: string): string {
  const date = new Date(time)
  if (time === '') return 'no date'
  if (Number.isNaN(date.getTime())) return time
  const month = time.length > 4 ? { month: 'long' as const } : {}
  const exact = time.length > 7 ? { day: 'numeric' as const } : {}
  return date.toLocaleDateString('en-GB', { ...exact, ...month, year: 'numeric', timeZone: 'UTC' })
}

/** A share as whole percents, with "under 1%" and "over 99%" where rounding would say none or all. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1%'
  if (share < 1 && share > 0.99) return 'over 99%'
  return `${Math.round(share * 100)}%`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: string[], last = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}

/** With its first letter as a capital. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
