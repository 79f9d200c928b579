import type { ToolRow } from '../catalogue/index.ts'

/** Fields of a report about a label, as they stand in its address. */
export type Report = {
  server: string
  tool: string
  definitionHash: string
  category: string
  severity: string
}

/** Where a prefilled report about a tool's label is opened. After `#` it stays with the reader. */
export function reportLink({ serverId, definition, definitionHash, verdict }: ToolRow): string {
  const report: Report = {
    server: serverId,
    tool: definition.name.slice(0, 200),
    definitionHash,
    category: verdict?.category ?? '',
    severity: verdict?.severity ?? '',
  }
  return `/report/#${new URLSearchParams(report)}`
}
