import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { cleanText } from '../clean-text.ts'
import { type Client, type ClientFile, clients, type System } from './known-clients.ts'
import { type Configured, readConfiguration } from './read-configuration.ts'

/** Whose configurations are meant: this machine's unless told. */
export type Machine = {
  system: System
  home: string
  environment: { [variable: string]: string | undefined }
  /** A project's folder, for what clients keep beside its source. */
  project?: string
}

/** A file in which a client keeps servers, there or not. */
export type ConfigurationFile = { client: Client; file: ClientFile; path: string }

export type Configurations = {
  servers: Configured[]
  /** Paths that were read. */
  files: string[]
  /** Plain sentences about files that could not be. */
  problems: string[]
}

/** No configuration is as large as this, in bytes. */
const sizeLimit = 32 * 1024 * 1024

/** The servers of every client's configuration that is there. */
export function findConfigurations(machine: Machine = thisMachine()): Configurations {
  const found: Configurations = { servers: [], files: [], problems: [] }
  for (const { client, file, path } of configurationFiles(machine)) {
    if (!existsSync(path)) continue
    try {
      if (statSync(path).size > sizeLimit) throw new Error('is too large')
      const text = readFileSync(path, 'utf8')
      const { format, key } = file
      const servers = readConfiguration(
        text,
        { file: path, client: client.id, format, keys: [key] },
        machine.environment,
      )
      found.servers.push(...servers.filter(one => !isRepeated(one, found.servers)))
    } catch (error) {
      found.problems.push(`${path} (${client.name}) cannot be read: ${cleanText((error as Error).message)}`)
    }
    if (!found.files.includes(path)) found.files.push(path)
  }
  return found
}

/** Where each client would keep its servers on this machine. */
export function configurationFiles(machine: Machine): ConfigurationFile[] {
  return clients.flatMap(client =>
    client.files
      .filter(({ scope }) => scope === 'user' || machine.project !== undefined)
      .map(file => ({ client, file, path: pathOf(file, machine) })),
  )
}

export function thisMachine(project: string = process.cwd()): Machine {
  const systems: { [platform: string]: System } = { win32: 'windows', darwin: 'macos' }
  const system = systems[process.platform] ?? 'linux'
  return { system, home: homedir(), environment: process.env, project }
}

function pathOf({ paths }: ClientFile, { system, home, environment, project = '' }: Machine): string {
  const folders = new Map([
    ['home', home],
    ['config', environment.XDG_CONFIG_HOME || `${home}/.config`],
    ['appData', environment.APPDATA || `${home}/AppData/Roaming`],
    ['project', project],
  ])
  const path = paths[system].replace(/\{(\w+)\}/g, (_all, name: string) => folders.get(name)!)
  return system === 'windows' ? path.replaceAll('/', '\\') : path
}

/** The same file is read under an old and a new key. */
function isRepeated(one: Configured, others: Configured[]): boolean {
  return others.some(
    ({ file, name, project }) => file === one.file && name === one.name && project === one.project,
  )
}
