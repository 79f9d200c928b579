import type { ServerRow, ToolRow } from '../../catalogue/index.ts'
import type { ServerEntry } from '../atlas.ts'
import { badgeSvg } from '../badge.ts'
import type { Write } from '../build/output.ts'
import { offerForServer, offerForTool } from '../recommendation.ts'
import { visibleJson } from '../visible-text.ts'

/**
 * Writes what programs read of a server, beside the pages that people read: the verdicts as `placard classify`
 * prints them, and the policies.
 */
export function writeServerFiles(
  { row, path, tools: entries }: ServerEntry,
  tools: ToolRow[],
  placard: string,
  write: Write,
): void {
  write(`${path}server.json`, toJson(placard, row, tools))
  write(`${path}tools.json`, toListing(row, tools))
  const offer = offerForServer(tools, row)
  if (offer) write(`${path}policy.json`, offer.text)
  tools.forEach((tool, at) => {
    const { path } = entries[at]!
    write(`${path}tool.json`, toJson(placard, row, [tool]))
    write(`${path}badge.svg`, badgeSvg(tool.verdict))
    const offer = offerForTool(tool, row)
    if (offer) write(`${path}policy.json`, offer.text)
  })
}

/** The definitions as the server lists them: `placard classify` and `placard policy` read the file. */
function toListing({ id, description }: ServerRow, tools: ToolRow[]): string {
  const listing = {
    server: id,
    serverDescription: description,
    definitionHashes: tools.map(({ definitionHash }) => definitionHash),
    tools: tools.map(({ definition }) => definition),
  }
  return `${visibleJson(JSON.stringify(listing))}\n`
}

/** The JSON of `placard classify`. A tool that has no label yet is a problem, not a gap. */
function toJson(placard: string, { id, name, version, failure }: ServerRow, tools: ToolRow[]): string {
  const labelled = tools.flatMap(({ verdict }) => verdict ?? [])
  const unlabelled = tools
    .filter(({ verdict }) => verdict === null)
    .map(({ definition }) => ({ target: `${id} ${definition.name}`, message: 'seen, but not labelled yet' }))
  const failed =
    failure && tools.length === 0 ? [{ target: id, message: `${failure.reason}: ${failure.message}` }] : []
  const servers = [{ id, name, version, tools: labelled }]
  return `${JSON.stringify({ placard, servers, problems: [...failed, ...unlabelled] }, null, 1)}\n`
}
