import { plain } from '../format/plain.ts'

/** `a`, `a and b`, `a, b and c`. */
export function inWords(items: readonly string[], joint = 'and'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${joint} ${items.at(-1)}`
}

/** A few values of a longer list, said to be a few. */
export function someOf(values: readonly string[], joint = 'and', most = 5): string {
  const shown = values.slice(0, most).map(plain)
  return values.length > most
    ? `${shown.join(', ')} ${joint} ${values.length - most} more`
    : inWords(shown, joint)
}

/** 1800 -> `1,800`, without asking the machine for its language. */
export function grouped(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** How long a hundred calls take at `max` in a window. */
export function timeForHundred(max: number, window: 'minute' | 'hour' | 'day'): string {
  const windows = Math.floor(99 / max)
  return windows === 1 ? `a ${window}`.replace('a hour', 'an hour') : `${windows} ${window}s`
}
