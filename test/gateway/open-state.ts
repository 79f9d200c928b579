import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type LedgerClock, openState, type State } from '../../gateway/ledger/index.ts'

/** A folder of the test file's own, which is gone when it is over. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'placard-gateway-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Opens states that are closed when the test file is over. */
export function stateOpener(): (place: string, clock?: LedgerClock) => Promise<State> {
  const opened: State[] = []
  afterAll(async () => {
    for (const state of opened) await state.close()
  })
  return async (place, clock) => {
    const state = await openState(place, clock)
    opened.push(state)
    return state
  }
}
