import { call } from '../evaluate/call.ts'
import { get } from '../evaluate/members.ts'
import { awaited } from '../evaluate/promises.ts'
import type { Run } from '../evaluate/run.ts'
import { attempt, task } from '../evaluate/task.ts'
import { isArray, isThing, type Thing, type Value } from '../evaluate/values.ts'
import { receiverOf } from './explore-uncalled.ts'

/** Steps for one function, and how many are asked. */
const steps = 3_000_000
const tries = 20

/**
 * Asks the functions that name the method `tools/list` for the tools, as a client's message would: some servers speak
 * the protocol by hand, without any library. What they answer goes to the sightings.
 */
export function askByHand(run: Run): void {
  const functions = [...run.made].map(([, fn]) => fn).filter(namesMethod)
  // The innermost first: the smallest function that knows the method is the one that answers it.
  const chosen = functions.toSorted((one, other) => sizeOf(one) - sizeOf(other)).slice(0, tries)
  for (const fn of chosen) {
    for (const args of [[message(run)], ['tools/list', run.realm.object({}), 1]]) {
      task(run, steps, () => keepAnswer(run, awaited(call(run, fn, receiverOf(run, fn), args as Value[]))))
      if (run.sightings.answers.length > 0) return
    }
  }
}

function message(run: Run): Value {
  return run.realm.object({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: run.realm.object({}) })
}

function namesMethod({ call: how }: Thing): boolean {
  const node = how?.node
  const module = how?.module
  if (!node || !module || module.ours || !module.home.main) return false
  return /["'`]tools\/list["'`]/.test(module.text.slice(node.start, node.end))
}

function sizeOf({ call: how }: Thing): number {
  return how?.node ? how.node.end - how.node.start : 0
}

/** `{ tools }`, or a whole answer of JSON-RPC with it as the result. */
export function keepAnswer(run: Run, answer: Value): undefined {
  if (!isThing(answer)) return
  const result = attempt(run, steps, () => get(run, answer, 'result'))
  const tools = attempt(run, steps, () => get(run, isThing(result) ? result : answer, 'tools'))
  if (!isArray(tools)) return
  for (const tool of tools.items)
    if (isThing(tool) && get(run, tool, 'inputSchema') !== undefined) run.sightings.answers.push(tool)
}
