import { z } from 'zod'
import { githubId } from '../identity/ids.ts'
import { askFor } from './ask.ts'
import { type AskGitHub, type GitHubOptions, openGitHub } from './github-api.ts'
import { folderOf, type Repository, repository, toFound } from './github-queries.ts'
import { listOf, present } from './lenient.ts'
import { lookUp } from './look-up.ts'
import { type Folder, manifestNames, readFolder } from './manifests.ts'
import type { Found, Place, Source, Visit } from './source.ts'

export type RepositoriesOptions = GitHubOptions & {
  /** Of the host that gives single files; GitHub's own unless told. */
  files?: string
}

/** Folders of one repository that are looked into. */
const folderLimit = 40
/** No manifest is larger, in bytes. */
const manifestLimit = 256 * 1024

/**
 * What repositories on GitHub say of themselves: where they went, whether they are kept up, and which packages
 * the folders in them are. With a token, the API tells of the whole repository; without one, the manifests that
 * stand where a server is said to be are read, which no allowance counts.
 */
export function repositoriesSource(options: RepositoriesOptions = {}): Source {
  const { token = '', files = 'https://raw.githubusercontent.com' } = options
  return {
    id: 'repositories',
    title: 'repositories on GitHub',
    discover(visit) {
      const ask = openGitHub(visit, options)
      return lookUp(visit, {
        kind: 'github',
        batch: 4,
        keyOf: place =>
          (token === '' ? githubId(place.repository, place.folder) : githubId(place.repository)) ?? '',
        look: place => (token === '' ? lookAtManifests(place, visit, files) : lookAtAll(place, ask)),
      })
    },
  }
}

type GitHubPlace = Extract<Place, { kind: 'github' }>

const tree = z.object({
  tree: listOf(
    z.object({ path: z.string(), type: z.literal('blob'), sha: z.string(), size: z.number().catch(0) }),
  ),
})
const blob = z.object({ content: z.string(), encoding: z.literal('base64') })
const release = z.object({ tag_name: z.string().max(100) })

async function lookAtAll({ repository: name }: GitHubPlace, ask: AskGitHub): Promise<Found[]> {
  const old = githubId(name)
  const [owner = '', repo = ''] = name.split('/')
  if (old === null) return []
  const read = await ask('GET /repos/{owner}/{repo}', { owner, repo }, repository)
  if (read === null) return [{ id: old, aliases: [], claims: [], name, status: 'deleted', places: [] }]
  const [whole] = toFound(read.value)
  if (whole === undefined) return []
  // A fork is somebody's own until it says that it is its source.
  const aliases = whole.id === old ? [] : [old]
  if (whole.status === 'deleted') return [{ ...whole, aliases }]
  const [, now = ''] = read.value.full_name.split('/')
  const at = { owner: read.value.full_name.split('/')[0] ?? '', repo: now }
  const folders = await readFolders(ask, at)
  const latest = await ask('GET /repos/{owner}/{repo}/releases/latest', at, release)
  const version = latest?.value.tag_name.replace(/^v(?=\d)/, '')
  return describe({ ...whole, aliases, ...present({ version }) }, read.value, folders)
}

/** The folders of a repository whose manifests say that a server is in them. */
async function readFolders(
  ask: AskGitHub,
  at: { owner: string; repo: string },
): Promise<Map<string, Folder>> {
  const listed = await ask('GET /repos/{owner}/{repo}/git/trees/HEAD', { ...at, recursive: 1 }, tree)
  const wanted = (listed?.value.tree ?? []).filter(
    ({ path, size }) => size <= manifestLimit && isManifest(path),
  )
  const found = new Map<string, Folder>()
  for (const [folder, files] of [...Map.groupBy(wanted, ({ path }) => folderOf(path)!)].slice(
    0,
    folderLimit,
  )) {
    const contents = new Map<string, Uint8Array>()
    for (const { path, sha } of files) {
      const read = await ask('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { ...at, file_sha: sha }, blob)
      if (read !== null) contents.set(path.split('/').at(-1)!, Buffer.from(read.value.content, 'base64'))
    }
    const said = readFolder(contents)
    if (said !== null) found.set(folder, said)
  }
  return found
}

function isManifest(path: string): boolean {
  return (manifestNames as readonly string[]).includes(path.split('/').at(-1)!) && folderOf(path) !== null
}

async function lookAtManifests(place: GitHubPlace, visit: Visit, origin: string): Promise<Found[]> {
  const { repository: name, folder = '' } = place
  if (githubId(name, folder) === null) return []
  const contents = new Map<string, Uint8Array>()
  for (const file of manifestNames) {
    const path = [name, 'HEAD', ...folder.split('/').filter(part => part !== ''), file]
    const answer = await askFor(
      visit,
      `${origin}/${path.map(encodeURIComponent).join('/').replace('%2F', '/')}`,
    )
    if (answer !== null) contents.set(file, new Uint8Array(await answer.arrayBuffer()))
  }
  const said = readFolder(contents)
  if (said === null) return []
  const [whole] = toFound(plain(name))
  return whole === undefined
    ? []
    : describe(whole, plain(name), new Map([[folder, said]])).filter(one => one.claims.length > 0)
}

/** A repository of which nothing but its name is known. */
function plain(name: string): Repository {
  return repository.parse({ full_name: name })
}

/** The repository and the servers in its folders; one at its root is the repository itself. */
function describe(whole: Found, read: Repository, folders: Map<string, Folder>): Found[] {
  const root = folders.get('')
  const own =
    root === undefined
      ? whole
      : { ...whole, claims: root.ids, ...present({ version: whole.version ?? root.version }) }
  const others = [...folders].flatMap(([folder, { ids, version, description }]) =>
    folder === ''
      ? []
      : toFound({ ...read, folder }).map(found => ({
          ...found,
          claims: ids,
          ...present({ version, description }),
        })),
  )
  return [own, ...others]
}
