import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { toFailure } from './failure.ts'
import { listStdio } from './list-stdio.ts'
import { readPackage } from './read-package.ts'
import type { Program } from './run-foreign.ts'
import { confine, inside } from './sandbox.ts'
import type { ListResult, Sandbox, ServerEntry } from './types.ts'

export type PackageRun = {
  entry: ServerEntry
  /** Where the package is installed. */
  folder: string
  sandbox: Sandbox
  timeout: number
  signal?: AbortSignal | undefined
  now: () => Date
}

/** Runs an installed server, in the sandbox where there is one, and asks it for its tools. */
export async function listPackage(run: PackageRun): Promise<ListResult> {
  const { entry, timeout, signal, now } = run
  const scratch = await mkdtemp(join(tmpdir(), 'placard-'))
  try {
    const { program: path, description, homepage } = readPackage(run.folder, entry.package, entry.bin)
    const program = await prepareProgram(run, path, scratch)
    const { tools, problems, ...answer } = await listStdio(program, { timeout, signal })
    const known = { description: description ?? answer.description, homepage: entry.homepage ?? homepage }
    const server = {
      id: entry.id,
      name: entry.package,
      version: entry.version,
      ...withoutUnknown({ ...known, repository: entry.repository }),
    }
    return { ok: true, listing: { server, how: 'listed', at: now().toISOString(), tools }, problems }
  } catch (error) {
    return { ok: false, failure: toFailure(entry.id, error, 'did-not-start') }
  } finally {
    await rm(scratch, { recursive: true, force: true }).catch(() => {})
  }
}

async function prepareProgram(
  { entry, folder, sandbox }: PackageRun,
  path: string,
  scratch: string,
): Promise<Program> {
  if (sandbox.kind === 'bubblewrap') {
    const passwd = join(scratch, 'passwd')
    await writeFile(passwd, `server:x:1000:1000::${inside.home}:/bin/sh\n`)
    const command = [inside.node, `${inside.package}/${path}`, ...entry.args]
    const env = environment(dirname(inside.node), inside.home, '/tmp', entry)
    return confine({ packageDirectory: folder, passwd, network: entry.network ?? false }, command, env)
  }
  const temporary = join(scratch, 'tmp')
  await mkdir(temporary)
  const env = environment(dirname(process.execPath), scratch, temporary, entry)
  return { command: process.execPath, args: [join(folder, path), ...entry.args], env, directory: scratch }
}

/** All that a server gets to see of an environment: nothing of ours but the paths of the system. */
function environment(node: string, home: string, temporary: string, { env }: ServerEntry): NodeJS.ProcessEnv {
  const system = process.platform === 'win32' ? [process.env.PATH ?? ''] : ['/usr/bin', '/bin']
  const path = [node, ...system].join(delimiter)
  return { PATH: path, HOME: home, TMPDIR: temporary, LANG: 'C.UTF-8', NO_COLOR: '1', CI: '1', ...env }
}

function withoutUnknown(facts: { [name: string]: string | undefined }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined),
  )
}
