import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadonlyCatalogue, ServerRow, ToolRow } from '../catalogue/index.ts'
import { ruleCatalogue } from '../classifier/index.ts'
import type { Accuracy } from './accuracy.ts'
import type { Atlas, ServerEntry } from './atlas.ts'
import { offerForServer, offerForTool } from './recommendation.ts'
import { siteMark } from './site-mark.ts'

type Job = {
  catalogue: ReadonlyCatalogue
  atlas: Atlas
  accuracy: Accuracy
  directory: string
  placard: string
  progress: { step(): void }
}

/**
 * Writes what programs read, beside the pages that people read: the verdicts as `placard classify` prints them,
 * and the policies. A plain loop, which is many times faster than a route of Astro for each file.
 */
export async function writeFilesForMachines(job: Job): Promise<void> {
  for (const server of job.atlas.servers) {
    const tools = job.catalogue.tools(server.row.id)
    await writeServer(job, server, tools)
    for (let at = 0; at < tools.length; at += 32) {
      await Promise.all(tools.slice(at, at + 32).map((tool, n) => writeTool(job, server, tool, at + n)))
    }
  }
  await write(job, 'accuracy/accuracy.json', `${JSON.stringify(job.accuracy, null, 2)}\n`)
  await write(job, 'rules/rules.json', `${JSON.stringify(ruleCatalogue, null, 1)}\n`)
  await siteMark.write(job.directory, { placard: job.placard, ...job.atlas.totals })
}

/** How many files that will be: at most two for each tool and each server, and two for the site. */
export function countFilesForMachines({ servers, tools }: Atlas): number {
  const labelled = tools.filter(tool => tool.label !== null).length
  const judged = servers.filter(server => server.tools.some(tool => tool.label !== null)).length
  return tools.length + labelled + servers.length + judged + 2
}

async function writeServer(job: Job, { row, path }: ServerEntry, tools: ToolRow[]): Promise<void> {
  await write(job, `${path}server.json`, toJson(job.placard, row, tools))
  const offer = offerForServer(tools, row)
  if (offer) await write(job, `${path}policy.json`, offer.text)
}

async function writeTool(job: Job, { row, tools }: ServerEntry, tool: ToolRow, at: number): Promise<void> {
  const { path } = tools[at]!
  await write(job, `${path}tool.json`, toJson(job.placard, row, [tool]))
  const offer = offerForTool(tool, row)
  if (offer) await write(job, `${path}policy.json`, offer.text)
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

async function write({ directory, progress }: Job, path: string, text: string): Promise<void> {
  await writeFile(join(directory, path), text)
  progress.step()
}
