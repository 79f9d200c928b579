import { dirname, resolve } from 'node:path'
import { startProgram } from '../../crawler/index.ts'
import {
  type Gateway,
  type GatewayConfig,
  openGateway,
  parseConfig,
  type Repair,
  type StatePlace,
  statePlace,
} from '../../gateway/index.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import { holdYoungSpace } from './hold-young-space.ts'

export type GatewayCommandOptions = {
  policy?: string
  config?: string
  url?: string
  id?: string
  repair?: Repair
  bridge?: boolean
  state?: string
}

/** Opens the gateway that the command line describes; what it has to say goes to `print`, made safe. */
export function gatewayFor(
  options: GatewayCommandOptions,
  command: string[],
  print: (line: string) => void,
): Promise<Gateway> {
  holdYoungSpace()
  return openGateway({
    config: configOf(options, command),
    place: statePlaceOf(options.state),
    start: startProgram,
    say: line => print(`placard gateway: ${safeText(line, 500)}`),
    env: process.env,
    directory: process.cwd(),
  })
}

/** Where the commands of the gateway find its state. */
export function statePlaceOf(folder: string | undefined): StatePlace {
  return statePlace(process.env, folder)
}

function configOf(
  { config, policy, url, id, repair, bridge }: GatewayCommandOptions,
  command: string[],
): GatewayConfig {
  const named = [config !== undefined, url !== undefined, command.length > 0].filter(Boolean).length
  if (named !== 1)
    throw new Error(
      'Name what stands behind the gateway: a command after "--", --url ADDRESS, or --config FILE.',
    )
  if (config !== undefined) {
    const read = parsed(readText(config), config)
    return {
      ...atPlace(read, dirname(resolve(config))),
      ...(repair && { repair }),
      ...(bridge && { bridge }),
      ...(policy && { policy }),
    }
  }
  if (policy === undefined)
    throw new Error('The gateway needs a policy: --policy FILE ("placard policy" writes one).')
  const [program = '', ...args] = command
  const server = url === undefined ? { command: program, args } : { url }
  const text = JSON.stringify({
    policy,
    ...(repair && { repair }),
    ...(bridge && { bridge }),
    servers: { server: { ...server, ...(id && { id }) } },
  })
  return parsed(text, 'the command line')
}

function parsed(text: string, place: string): GatewayConfig {
  try {
    return parseConfig(text, process.env)
  } catch (cause) {
    throw new Error(
      `${safeText(place, 200)} describes no gateway: ${safeText((cause as Error).message, 300)}.`,
      {
        cause,
      },
    )
  }
}

/** Paths in a file are meant from the folder that the file is in. */
function atPlace(config: GatewayConfig, folder: string): GatewayConfig {
  const place = (path: string) => resolve(folder, path)
  const servers = Object.entries(config.servers).map(([name, server]) => [
    name,
    { ...server, ...(server.policy !== undefined && { policy: place(server.policy) }) },
  ])
  return {
    ...config,
    ...(config.policy !== undefined && { policy: place(config.policy) }),
    servers: Object.fromEntries(servers),
  }
}
