import { openCatalogue } from '../../catalogue/index.ts'
import { inventedFailures, inventedServers } from './invented-servers.ts'
import { toVerdict } from './invented-tool.ts'

/** Writes a catalogue of invented servers, with labels given by hand, to `path`. */
export function writeInventedCatalogue(path: string): void {
  const catalogue = openCatalogue(path)
  for (const { server, at, tools } of inventedServers) {
    catalogue.recordListing({ server, how: 'listed', at, tools: tools.map(({ definition }) => definition) })
    catalogue.recordVerdicts(server.id, tools.flatMap(toVerdict))
  }
  for (const failure of inventedFailures) catalogue.recordFailure(failure)
  catalogue.close()
}
