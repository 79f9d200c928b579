import { type Place, readPlace } from '../../crawler/index.ts'
import { type ReadTarget, together } from '../read-target.ts'
import { cacheDirectory } from './cache-directory.ts'

/** Reads the server of an id such as `npm:name@1.2.3`. Throws where it is none that can be read. */
export async function readServer(id: string, timeout: number): Promise<ReadTarget> {
  const place = placeOf(id)
  const name = id.replace(/(?<=.)@[^@/]*$/, '')
  return together(await readPlace(place, { id: name, cacheDirectory, timeout }))
}

function placeOf(id: string): Place {
  const [, kind = '', name = '', suffix] = /^(\w+):(@?[^@]+)(?:@(.+))?$/.exec(id) ?? []
  const version = suffix === undefined ? {} : { version: suffix }
  if (kind === 'npm' && /^(@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*$/.test(name))
    return { kind, package: name, ...version }
  if (kind === 'pypi' && /^[A-Za-z0-9][\w.-]*$/.test(name)) return { kind, package: name, ...version }
  const [, repository, folder] = /^([\w.-]+\/[\w.-]+)(?:\/(.+))?$/.exec(name) ?? []
  if (kind === 'github' && repository !== undefined)
    return {
      kind,
      repository,
      ...(folder === undefined ? {} : { folder }),
      ...(suffix === undefined ? {} : { ref: suffix }),
    }
  throw new Error(`${id} is not an id such as npm:name, pypi:name@1.2.3 or github:owner/name/folder.`)
}
