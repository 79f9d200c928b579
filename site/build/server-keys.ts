import type { Atlas, ServerEntry } from '../atlas.ts'
import { digest } from './digest.ts'

/** By the path of a server: what all its pages and files were made from, as a digest. */
export type ServerKeys = Map<string, string>

/** Notes servers while the catalogue is read, and gives their keys when all are known. */
export function collectServerKeys() {
  const own = new Map<string, string>()
  return {
    /** `tools` is the digest of the rows of its tools. */
    note({ row }: Pick<ServerEntry, 'row'>, tools: string, history: object): void {
      own.set(row.id, digest([row, tools, history]))
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
