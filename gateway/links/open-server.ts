import type { ServerConfig } from '../config/gateway-config.ts'
import type { TokenKeeper } from '../sign-in/types.ts'
import type { LinkEvents, OpenLink, Say, StartProgram } from '../types.ts'
import { httpLink } from './http-link.ts'
import { programLink } from './program-link.ts'
import { sseLink } from './sse-link.ts'

export type Surroundings = {
  start: StartProgram
  env: NodeJS.ProcessEnv
  directory: string
  say: Say
}

/** A server of the configuration, and what the gateway signs in there with. */
export type ReachableServer = ServerConfig & { tokens?: TokenKeeper }

/** How to connect to a server of the configuration. */
export function openServer(name: string, server: ReachableServer, around: Surroundings): OpenLink {
  if ('command' in server) {
    const { command, args, env, cwd } = server
    const program = { command, args, env: { ...around.env, ...env }, directory: cwd ?? around.directory }
    return (events: LinkEvents) =>
      programLink(program, around.start, events, text => complain(name, text, around.say))
  }
  return events => (server.transport === 'sse' ? sseLink : httpLink)(server, events)
}

function complain(name: string, text: string, say: Say): void {
  for (const line of text.split('\n')) if (line.trim() !== '') say(`${name}: ${line}`)
}
