import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openState, type State } from '../../gateway/ledger/index.ts'

/** A folder of the test file's own, which is gone when it is over. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'placard-gateway-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Opens states that are closed when the test file is over. */
export function stateOpener(): (place: string) => Promise<State> {
  const opened: State[] = []
  afterAll(async () => {
    for (const state of opened) await state.close()
  })
  return async place => {
    const state = await openState(place)
    opened.push(state)
    return state
  }
}
