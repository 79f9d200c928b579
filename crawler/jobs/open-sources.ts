import { findNpmRegistry } from '../find-npm-registry.ts'
import type { Source } from '../sources/index.ts'
import type { ServerEntry } from '../types.ts'
import { listSource } from './list-source.ts'

export type SourceOptions = {
  /** The servers of the source `list`. */
  entries: ServerEntry[]
  /** The origin of a registry with the official one's interface, to be asked in its place. */
  registry?: string
  /** Lets GitHub answer more often, and search code. */
  githubToken?: string
}

/** `apart`: only asked by its name, since it tells of the user and of nobody else. */
type Opener = { name: string; apart?: true; open(options: SourceOptions): Promise<Source> }

/** In the order in which they are asked: those that look others' finds up come last. */
const openers: Opener[] = [
  { name: 'list', open: async ({ entries }) => listSource(entries) },
  {
    name: 'registry',
    open: async ({ registry: origin }) =>
      (await import('../sources/registry.ts')).registrySource(origin === undefined ? {} : { origin }),
  },
  {
    name: 'github',
    open: async ({ githubToken: token }) =>
      (await import('../sources/github.ts')).githubSource(token === undefined ? {} : { token }),
  },
  {
    name: 'npm-search',
    open: async () =>
      (await import('../sources/npm-search.ts')).npmSearchSource({ origin: await findNpmRegistry() }),
  },
  { name: 'docker', open: async () => (await import('../sources/docker-catalogue.ts')).dockerSource() },
  { name: 'toolsdk', open: async () => (await import('../sources/toolsdk-catalogue.ts')).toolsdkSource() },
  {
    name: 'npm',
    open: async () => (await import('../sources/npm.ts')).npmSource({ origin: await findNpmRegistry() }),
  },
  { name: 'pypi', open: async () => (await import('../sources/pypi.ts')).pypiSource() },
  { name: 'oci', open: async () => (await import('../sources/oci.ts')).ociSource() },
  { name: 'mcpb', open: async () => (await import('../sources/mcpb.ts')).mcpbSource() },
  {
    name: 'repositories',
    open: async ({ githubToken: token }) =>
      (await import('../sources/repositories.ts')).repositoriesSource(token === undefined ? {} : { token }),
  },
  { name: 'clients', apart: true, open: async () => (await import('../sources/clients.ts')).clientsSource() },
]

export const sourceNames = openers.map(({ name }) => name)

/** The sources of these names, or for `all` each but the user's own. Throws for a name that is none. */
export async function openSources(names: string[], options: SourceOptions): Promise<Source[]> {
  const unknown = names.find(name => name !== 'all' && !sourceNames.includes(name))
  if (unknown !== undefined)
    throw new Error(`There is no source “${unknown}”. There are: ${sourceNames.join(', ')}, all.`)
  const wanted = openers.filter(
    ({ name, apart }) => names.includes(name) || (names.includes('all') && !apart),
  )
  return Promise.all(wanted.map(({ open }) => open(options)))
}

/**
 * Whom to believe where sources differ: the list, of which each server was looked at; then whoever publishes the
 * package; then who only speaks of it. Sources of other names come after these.
 */
export const beliefs = [
  'list',
  'npm',
  'pypi',
  'mcpb',
  'oci',
  'registry',
  'npm-search',
  'repositories',
  'github',
]
