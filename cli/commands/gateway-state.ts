import { statePlace } from '../../gateway/index.ts'
import { openState, type State } from '../../gateway/ledger/index.ts'

/** Opens the gateway's state, does something with it, and closes it. */
export async function withState<Result>(
  folder: string | undefined,
  work: (state: State) => Promise<Result>,
): Promise<Result> {
  const state = await openState(statePlace(process.env, folder).database)
  try {
    return await work(state)
  } finally {
    await state.close()
  }
}
