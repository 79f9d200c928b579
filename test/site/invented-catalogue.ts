import { openCatalogue } from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import { inventedFailures, inventedServers } from './invented-servers.ts'
import { toVerdict } from './invented-tool.ts'

/** Writes a catalogue of invented servers, with labels given by hand, to `path`. */
export function writeInventedCatalogue(path: string): void {
  const catalogue = openCatalogue(path)
  for (const { server, at, tools } of inventedServers) {
    catalogue.recordListing({ server, how: 'listed', at, tools: tools.map(({ definition }) => definition) })
    catalogue.recordVerdicts(server.id, tools.flatMap(toVerdict))
  }
  const { server, tools } = inventedServers[0]!
  catalogue.recordListing({
    server,
    how: 'extracted',
    at: '2026-10-01T08:00:00.000Z',
    tools: asInItsSource(tools.map(({ definition }) => definition)),
  })
  catalogue.recordStatus('oci:quiet/nothing', 'deprecated', 'Use something louder <b>instead</b>.')
  for (const failure of inventedFailures) catalogue.recordFailure(failure)
  catalogue.close()
}

/** Its source knows nothing of the last tool, and describes the first in other words. */
function asInItsSource([first, ...rest]: ToolDefinition[]): ToolDefinition[] {
  return [{ ...first!, description: 'Lists berths.' }, ...rest.slice(0, -1)]
}
