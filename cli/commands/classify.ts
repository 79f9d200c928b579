import type { Severity, Verdict } from '../../classifier/index.ts'
import { nameOf, readTarget, type Target } from '../read-target.ts'

/** What `placard classify --format json` prints. */
export type Classified = {
  placard: string
  servers: { id: string; name: string; version: string; tools: Verdict[] }[]
  problems: { target: string; message: string }[]
}

/** Labels every tool of a target. A target that cannot be read is a problem in the result. */
export async function classifyTarget(target: Target, version: string, timeout: number): Promise<Classified> {
  // The classifier is loaded while a server starts.
  const [read, { classifyServer }] = await Promise.all([
    readTarget(target, timeout),
    import('../../classifier/index.ts'),
  ])
  const servers = read.servers.map(({ server, tools }) => ({
    id: server.id,
    name: server.name,
    version: server.version,
    tools: classifyServer(server, tools),
  }))
  return {
    placard: version,
    servers,
    problems: read.problems.map(message => ({ target: nameOf(target), message })),
  }
}

/** Mildest first. Spelled out here, so that help and a server's start do not wait for the classifier. */
export const severities = ['Low', 'Medium', 'High', 'Critical'] as const satisfies Severity[]

/** Whether any tool is as severe as `severity`, or more. */
export function meets({ servers }: Classified, severity: Severity): boolean {
  const least = severities.indexOf(severity)
  return servers.some(({ tools }) => tools.some(tool => severities.indexOf(tool.severity) >= least))
}
