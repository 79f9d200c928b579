import type { Atlas, ServerEntry } from '../atlas.ts'
import { type Kin, kinByServer } from '../kin.ts'
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
    /** The keys, and what the pages of each server say of others. */
    keys(atlas: Atlas): { keys: ServerKeys; kin: Map<string, Kin> } {
      const kin = kinByServer(atlas)
      const keys = atlas.servers.map(({ row, path }): [string, string] => [
        path,
        digest([own.get(row.id) ?? row, inJson(kin.get(row.id))]),
      ])
      return { keys: new Map(keys), kin }
    },
  }
}

function inJson(kin: Kin | undefined): unknown {
  return kin && { ...kin, twins: [...kin.twins] }
}
