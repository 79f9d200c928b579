import { readArchive } from '../archive/read-archive.ts'
import { CannotList } from '../failure.ts'
import { type Asking, askFor } from './ask.ts'

/** Where GitHub gives whole repositories as tarballs; its allowance for questions is not touched by that. */
export const githubArchives = 'https://codeload.github.com'

/** Files of a repository's default branch, those wanted alone. Throws `CannotList` where there is no such repository. */
export async function repositoryFiles(
  asking: Asking,
  origin: string,
  repository: string,
  keep: (path: string) => boolean,
): Promise<Map<string, Buffer>> {
  const answer = await askFor(asking, `${origin}/${repository}/tar.gz/HEAD`)
  if (answer === null) throw new CannotList('unreachable', `is gone: there is no repository ${repository}`)
  return readArchive(new Uint8Array(await answer.arrayBuffer()), keep)
}
