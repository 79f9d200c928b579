import { basename } from 'node:path'
import type { ServerIdentity } from '../catalogue/index.ts'
import type { Answer } from './ask.ts'
import { cleanText } from './clean-text.ts'
import { toFailure } from './failure.ts'
import { listStdio } from './list-stdio.ts'
import type { Command, ListOptions, ListResult } from './types.ts'

/**
 * Runs a command that the user asked to run and asks it for its tools. It runs as the user's own shell would
 * run it: same environment, same folder, network, no sandbox (`npx` has to download, and a server that is
 * configured wants its real settings), but without a shell and in a process group that is ended afterwards.
 * Nothing that it says is run, and no tool of it is called.
 */
export async function listCommand(command: Command, options: ListOptions = {}): Promise<ListResult> {
  const { timeout = 60_000, signal, now = () => new Date() } = options
  const env = { ...process.env, ...command.env }
  const directory = command.directory ?? process.cwd()
  try {
    const answer = await listStdio({ ...command, env, directory }, { timeout, signal })
    const { tools, problems } = answer
    const server = await identify(command, answer)
    return { ok: true, listing: { server, how: 'listed', at: now().toISOString(), tools }, problems }
  } catch (error) {
    return { ok: false, failure: toFailure(basename(command.command), error, 'did-not-start') }
  }
}

/** Its id follows from the command where that names a package or an image, else from the name it gives itself. */
async function identify(command: Command, { name, version, description }: Answer): Promise<ServerIdentity> {
  const [{ readCommand }, { idOf, localId }] = await Promise.all([
    import('./identity/read-command.ts'),
    import('./identity/ids.ts'),
  ])
  const label = name || basename(command.command)
  const known = command.id ?? idOf(readCommand(command.command, command.args))
  const id = known ?? localId(cleanText(label, 100))
  return { id, name: label, version, ...(description === undefined ? {} : { description }) }
}
