import { createHash } from 'node:crypto'
import type { ToolRow } from '../../catalogue/index.ts'
import type { Atlas, ServerEntry } from '../atlas.ts'

/** By the path of a server: what all its pages and files were made from, as a digest. */
export type ServerKeys = Map<string, string>

/** Notes servers while the catalogue is read, and gives their keys when all are known. */
export function collectServerKeys() {
  const own = new Map<string, string>()
  return {
    note({ row }: Pick<ServerEntry, 'row'>, tools: readonly ToolRow[], history: object): void {
      const hash = createHash('sha256').update(JSON.stringify([row, history]))
      // The hash of a definition stands for its text, which is the longest part.
      for (const { definition, ...rest } of tools) hash.update(`\n${JSON.stringify(rest)}`)
      own.set(row.id, hash.digest('base64url'))
    },
    keys(atlas: Atlas): ServerKeys {
      const twins = twinsByServer(atlas)
      return new Map(
        atlas.servers.map(({ row, path }) => {
          const ownKey = own.get(row.id) ?? JSON.stringify(row)
          const others = twins.get(row.id) ?? ''
          return [path, digest(`${ownKey}\n${others}`)]
        }),
      )
    },
  }
}

/** What the pages of a server say of the same tools elsewhere. */
function twinsByServer({ tally, serverById }: Atlas): Map<string, string> {
  const said = new Map<string, string>()
  for (const [hash, tools] of tally.twins) {
    const group = digest(
      tools.map(({ serverId, path, label }) => [serverById.get(serverId)?.row.name, path, label]),
    )
    for (const { serverId } of tools) said.set(serverId, `${said.get(serverId) ?? ''}${hash}${group}\n`)
  }
  return said
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}
