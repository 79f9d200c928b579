// Made once: a formatter costs far more to make than to use, and pages hold dozens of numbers and dates.
const inDigits = new Intl.NumberFormat('en')
const byLength = {
  year: new Intl.DateTimeFormat('en-GB', { year: 'numeric', timeZone: 'UTC' }),
  month: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
}

/** `2,500`. */
export function digits(n: number): string {
  return n >= 0 && n < 1000 && Number.isInteger(n) ? String(n) : inDigits.format(n)
}

/** `1 tool`, `2,500 tools`. Give the plural where it is not the noun with an s. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${digits(n)} ${n === 1 ? noun : plural}`
}

/** Days are few and asked for again and again. */
const daysKept = new Map<string, string>()
const mostDays = 1000

/** A time as its day, `23 November 2026`; a month or a year as just that. What is no time stays as it is. */
export function day(time: string): string {
  const key = time.slice(0, time.length <= 10 || time[10] === 'T' ? 10 : undefined)
  const kept = daysKept.get(key)
  if (kept !== undefined) return kept
  const written = writeDay(time)
  if (daysKept.size < mostDays) daysKept.set(key, written)
  return written
}

function writeDay(time: string): string {
  const date = new Date(time)
  if (time === '') return 'no date'
  if (Number.isNaN(date.getTime())) return time
  return byLength[time.length <= 4 ? 'year' : time.length <= 7 ? 'month' : 'day'].format(date)
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

/** A confidence as percents. No judgement of a text is certain, so none is shown as 100%. */
export function confidencePercent(confidence: number): string {
  return percent(Math.min(confidence, 0.999))
}
