import { findConfigurations } from '../../crawler/index.ts'
import type { ReadTarget } from '../read-target.ts'
import { readConfigured } from './read-configured.ts'

/** Reads every server that a client on this machine is set up to use. Throws where there is none. */
export async function readMachine(run: boolean, timeout: number): Promise<ReadTarget> {
  const { servers, files, problems } = await findConfigurations()
  if (files.length === 0)
    throw new Error(
      'No configuration of a client was found on this machine. Name a target: placard classify --help tells what there is.',
    )
  if (servers.length === 0) problems.push(`no server is configured in ${files.join(', ')}`)
  const read = await readConfigured(servers, { run, timeout })
  return { servers: read.servers, problems: [...problems, ...read.problems] }
}
