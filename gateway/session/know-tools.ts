import { metaKeys } from '../protocol/era.ts'
import type { Connection } from './connection.ts'
import type { Inventory } from './inventory.ts'

/** Pages of one list; more is no list. */
const mostPages = 1_000

/** By inventory, which clients of the later era share. */
const asking = new WeakMap<Inventory, Promise<unknown[]>>()
/** A server that did not list its tools is left alone for a while, in milliseconds. */
const pause = 5_000
const pausedUntil = new WeakMap<Inventory, number>()

/**
 * Sees to it that the tools of a server are known before a call is judged: asks the server for its list
 * where the client has not done so yet, or where it has changed. A server that does not list
 * them is asked again later, and its tools are judged without their definitions. Nothing to wait for where they
 * are known.
 */
export function knowTools(
  connection: Connection,
  meta: { [key: string]: unknown },
): undefined | Promise<unknown> {
  const { inventory } = connection
  if (inventory.isComplete() || Date.now() < (pausedUntil.get(inventory) ?? 0)) return undefined
  let running = asking.get(inventory)
  if (running === undefined) {
    running = listTools(connection, meta).finally(() => asking.delete(inventory))
    asking.set(inventory, running)
  }
  return running.catch(() => pausedUntil.set(inventory, Date.now() + pause))
}

/** Asks for all pages, takes them into the inventory and gives them as they came. Rejects where one is missing. */
export async function listTools(
  { ask, inventory }: Connection,
  meta: { [key: string]: unknown },
): Promise<unknown[]> {
  const { [metaKeys.version]: version } = meta
  const own =
    version === undefined
      ? {}
      : { _meta: { [metaKeys.version]: version, [metaKeys.capabilities]: {}, [metaKeys.client]: self } }
  const all: unknown[] = []
  let cursor: unknown
  for (let page = 0; page < mostPages; page++) {
    const { tools, nextCursor } = await ask('tools/list', { ...own, ...(page > 0 && { cursor }) })
    const listed = Array.isArray(tools) ? tools : []
    all.push(...listed)
    if (typeof nextCursor !== 'string') {
      inventory.learn(all, true)
      return all
    }
    cursor = nextCursor
  }
  throw new Error('the list of tools does not end')
}

const self = { name: 'placard', version: '0' }
