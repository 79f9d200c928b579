/** A clock in microseconds since 1970 that never goes back. */
export type LedgerClock = {
  now: () => number
  /** Tells the clock of a time that has been seen already: it goes on from there. */
  raise: (seen: number) => void
}

/**
 * The time of day, as long as it goes forward. Where it is set back the clock goes on at the pace of the
 * monotonic one, so that a window neither opens early nor stays shut until the old time comes round again.
 */
export function ledgerClock(
  wall: () => number = Date.now,
  monotonic: () => number = () => performance.now(),
): LedgerClock {
  let reached = 0
  let since = monotonic()
  const reach = (time: number, moment: number) => {
    reached = time
    since = moment
    return time
  }
  return {
    now: () => {
      const moment = monotonic()
      return reach(Math.max(wall() * 1000, reached + Math.round((moment - since) * 1000)), moment)
    },
    raise: seen => {
      if (seen > reached) reach(seen, monotonic())
    },
  }
}
