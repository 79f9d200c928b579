import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { FactsOf } from '../atlas.ts'
import { serverFacts, type ToolFacts } from '../server-facts.ts'
import { writePieces } from './pieces.ts'

/** Works out the facts of the tools of each server, or takes them from the build before where no row has changed. */
export function keepFacts(directory: string, before: string | null): { of: FactsOf; close(): void } {
  const pieces = writePieces('.build-facts', directory, before)
  return {
    of({ digest, parse }) {
      let facts: ToolFacts[] | undefined
      const piece = pieces.add(digest, () => {
        facts = serverFacts(parse())
        return deflateRawSync(JSON.stringify(facts), { level: 1 })
      })
      return facts ?? JSON.parse(inflateRawSync(piece).toString('utf8'))
    },
    close: pieces.close,
  }
}
