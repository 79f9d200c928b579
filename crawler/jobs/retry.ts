const hour = 3_600_000
const longest = 30 * 24 * hour

/**
 * When a server that failed is tried again: after an hour, and after each further failure four times as long, up to
 * 30 days. `random` (0 up to 1) spreads it by a quarter, so that what failed together does not come back together.
 */
export function retryAt(now: Date, failures: number, random: number): string {
  const wait = Math.min(longest, hour * 4 ** Math.max(0, failures - 1))
  return new Date(now.getTime() + wait * (0.75 + random / 2)).toISOString()
}

/** When a server is looked at again that cannot say by itself whether it changed. */
export function lookAgainAt(now: Date): string {
  return new Date(now.getTime() + 7 * 24 * hour).toISOString()
}
