/**
 * How long an answer asks to be left alone, in milliseconds; null where it does not say. `Retry-After` counts
 * seconds or names a time; a host that has used up its allowance may say when that starts anew instead.
 */
export function readRetryAfter(headers: Headers, now: Date): number | null {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const time = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return Math.max(0, time - now.getTime())
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? ''
  if (headers.get('x-ratelimit-remaining') !== '0' || !/^\d{9,11}$/.test(reset)) return null
  return Math.max(0, Number(reset) * 1000 - now.getTime())
}

/**
 * How long to wait before try number `attempt` (from 1) of a request that failed: twice as long each time,
 * up to a minute, and anything between half of that and all of it, so that many do not come back at once.
 */
export function backOff(attempt: number, random: () => number): number {
  return Math.min(60_000, 1000 * 2 ** (attempt - 1)) * (0.5 + random() / 2)
}
