export { type LedgerClock, ledgerClock } from './ledger-clock.ts'
export { openState } from './open-state.ts'
export { type Lock, takeLock } from './take-lock.ts'
export type * from './types.ts'
