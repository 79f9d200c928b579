import type { ToolRow } from '../catalogue/index.ts'
import packageFile from '../package.json' with { type: 'json' }

/**
 * Where the project that makes this site takes reports: the `bugs.url` of package.json, which is the one place to set
 * it. Null while there is none, and for whatever is no address of the web; a report is then copied or downloaded.
 */
export const issuesAddress = readIssuesAddress(packageFile)

export function readIssuesAddress(file: object): string | null {
  const { bugs } = file as { bugs?: unknown }
  const url = typeof bugs === 'object' && bugs !== null && 'url' in bugs ? bugs.url : bugs
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) return null
  return url.replace(/\/+$/, '')
}

/** Fields of a report about a label, as they stand in its address. */
export type Report = {
  server: string
  tool: string
  definitionHash: string
  category: string
  severity: string
  /** With a space between two. */
  capabilities: string
}

/** Where a prefilled report about a tool's label is opened. After `#` it stays with the reader. */
export function reportLink({ serverId, definition, definitionHash, verdict }: ToolRow): string {
  const report: Report = {
    server: serverId,
    tool: definition.name.slice(0, 200),
    definitionHash,
    category: verdict?.category ?? '',
    severity: verdict?.severity ?? '',
    capabilities: verdict?.capabilities.join(' ') ?? '',
  }
  return `/report/#${new URLSearchParams(report)}`
}
