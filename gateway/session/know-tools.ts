import { metaKeys } from '../protocol/era.ts'
import type { Connection } from './connection.ts'

/** Pages of one list; more is no list. */
const mostPages = 1_000

const asking = new WeakMap<Connection, Promise<unknown[]>>()

/**
 * Sees to it that the tools of a server are known before a call is judged: asks the server for its list
 * where the client has not done so yet, or where it has changed. A server that lists nothing is asked again at
 * the next call, and its tools are judged without their definitions.
 */
export async function knowTools(connection: Connection, meta: { [key: string]: unknown }): Promise<void> {
  const { inventory } = connection
  if (inventory.isComplete()) return
  let running = asking.get(connection)
  if (running === undefined) {
    running = listTools(connection, meta).finally(() => asking.delete(connection))
    asking.set(connection, running)
  }
  await running.catch(() => [])
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
