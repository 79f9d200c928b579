import type { ConfigurationFile, Configurations, Machine } from './clients/find-configurations.ts'
import type { Configured } from './clients/read-configuration.ts'
import type { Place } from './sources/index.ts'
import type { Door } from './types.ts'

// What a function needs is loaded when it is called for the first time: reading source needs parsers, asking a
// server does not, and whoever starts a server should not wait for either.

export const crawl: Door['crawl'] = async options => (await import('./crawl.ts')).crawl(options)
export const extractArchive: Door['extractArchive'] = async (file, options) =>
  (await import('./extract/extract-folder.ts')).extractArchive(file, options)
export const extractFolder: Door['extractFolder'] = async (folder, options) =>
  (await import('./extract/extract-folder.ts')).extractFolder(folder, options)
export const extractPackage: Door['extractPackage'] = async options =>
  (await import('./extract/extract-package.ts')).extractPackage(options)
/** The id that a place gives the server there; null where it gives none. */
export const idOfPlace = async (place: Place): Promise<string | null> =>
  (await import('./identity/ids.ts')).idOf(place)
export const listCommand: Door['listCommand'] = async (command, options) =>
  (await import('./list-command.ts')).listCommand(command, options)
export const listUrl: Door['listUrl'] = async (url, options) =>
  (await import('./list-url.ts')).listUrl(url, options)
export const readDefinitions: Door['readDefinitions'] = async (text, name) =>
  (await import('./read-definitions.ts')).readDefinitions(text, name)
export const readPlace: Door['readPlace'] = async (place, options) =>
  (await import('./jobs/read-place.ts')).readPlace(place, options)
export const readServerList: Door['readServerList'] = async path =>
  (await import('./server-list.ts')).readServerList(path)
/** The servers of every client's configuration on this machine. They may hold secrets. */
export const findConfigurations = async (machine?: Machine): Promise<Configurations> =>
  (await import('./clients/find-configurations.ts')).findConfigurations(machine)
/** Where every client keeps its servers on a machine, there or not. */
export const configurationFiles = async (machine: Machine): Promise<ConfigurationFile[]> =>
  (await import('./clients/find-configurations.ts')).configurationFiles(machine)
/** The servers of a file that the user named, where it is a client's configuration; null where it is not. */
export const readAnyConfiguration = async (text: string, file: string): Promise<Configured[] | null> =>
  (await import('./clients/read-configuration.ts')).readAnyConfiguration(text, file, process.env)
export type { ConfigurationFile, Configurations, Machine } from './clients/find-configurations.ts'
export type { Configured, Start } from './clients/read-configuration.ts'
export { listSource } from './jobs/list-source.ts'
export { openSources, type SourceOptions as OpenSourceOptions, sourceNames } from './jobs/open-sources.ts'
export type { ReadPlaceOptions } from './jobs/read-place.ts'
export type * from './jobs/types.ts'
export type { Program, Running } from './run-foreign.ts'
export { startProgram } from './run-foreign.ts'
export type { Place } from './sources/index.ts'
export type * from './types.ts'
