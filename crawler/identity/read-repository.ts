import GitHost from 'hosted-git-info'
import { githubId } from './ids.ts'

/** Where source code is: `owner/name` on GitHub, a folder within, and an address for people. */
export type Repository = { id: string; repository: string; folder?: string; address: string }

/**
 * The repository on GitHub that a `repository` field, a git remote or an address in a browser names; null
 * where it names none. `folder` is what stands beside it, such as `directory` in a package.json.
 */
export function readRepository(text: string, folder?: string): Repository | null {
  const page = /^https?:\/\/(?:www\.)?github\.com\/([^/]+\/[^/#?]+)\/(?:tree|blob)\/[^/]+\/([^#?]*)/.exec(
    text,
  )
  const within = folder ?? (page === null ? undefined : folderOf(page[2]!))
  const name = page === null ? hostedName(text) : page[1]!.replace(/\.git$/, '')
  const id = name === null ? null : githubId(name, within)
  if (id === null) return null
  const [, owner, project, ...parts] = /^github:([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(id)!
  const path = parts[0] ?? ''
  const repository = `${owner}/${project}`
  const address = `https://github.com/${repository}`
  if (path === '') return { id, repository, address }
  return { id, repository, folder: path, address: `${address}/tree/HEAD/${path}` }
}

/** The folder that a page of a repository shows: a file's page shows what is beside it. */
function folderOf(path: string): string {
  return decode(path).replace(/(?:^|\/)[^/]*\.[A-Za-z]{1,5}$/, '')
}

function hostedName(text: string): string | null {
  if (text.length > 500) return null
  const address = /^(?:www\.)?github\.com\//i.test(text) ? `https://${text}` : text
  const page = /^(https?:\/\/(?:www\.)?github\.com\/[^/]+\/[^/#?]+)\/[^#]*/i.exec(address)
  const host = GitHost.fromUrl(page?.[1] ?? address)
  return host?.type === 'github' && host.user ? `${host.user}/${host.project}` : null
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
