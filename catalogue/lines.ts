import { z } from 'zod'
import type { ServerRow, ToolRow } from './types.ts'

/** What a line of `catalogue.jsonl` says beside the definition of the tool and its verdict. */
const facts = z.object({
  server: z.string().min(1),
  serverName: z.string(),
  serverVersion: z.string(),
  serverDescription: z.string().optional(),
  homepage: z.string().optional(),
  repository: z.string().optional(),
  how: z.enum(['listed', 'extracted', 'published']),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  place: z.string().optional(),
})
/** Where and when a tool was seen, as a line of `catalogue.jsonl` says it. Strings are a stranger's text. */
export type LineFacts = z.infer<typeof facts>

/**
 * One tool as a line of `catalogue.jsonl`, without its line break: its verdict as `placard classify` prints it,
 * its definition under `tool`, and its server.
 */
export function toCatalogueLine(server: ServerRow, row: ToolRow): string {
  const { id, name, version, description, homepage, repository } = server
  const { definition, definitionHash, verdict, how, firstSeen, lastSeen, place } = row
  const said: LineFacts = {
    server: id,
    serverName: name,
    serverVersion: version,
    ...(description === undefined ? {} : { serverDescription: description }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(repository === undefined ? {} : { repository }),
    how,
    firstSeen,
    lastSeen,
    ...(place === undefined ? {} : { place }),
  }
  return JSON.stringify({
    ...said,
    name: definition.name,
    definitionHash,
    ...verdict,
    tool: definition,
  })
}

/** What such a line says of where and when; null for JSON that is no such line. */
export function readLineFacts(value: unknown): LineFacts | null {
  return facts.safeParse(value).data ?? null
}
