import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { type Program, runProgram } from './run-foreign.ts'
import type { Sandbox } from './types.ts'

/** What a program may see and have inside the sandbox. */
export type Confinement = {
  /** The folder shown, read-only, as `/opt/server`. */
  packageDirectory: string
  /** A file in the form of /etc/passwd: programs ask for the name of their user. */
  passwd: string
  network: boolean
}

/** Where things are, seen from inside. */
export const inside = { node: '/opt/node/bin/node', package: '/opt/server', home: '/home/server' }

let found: Promise<Sandbox> | undefined

/** Tries once per process whether bubblewrap is installed and works. */
export function findSandbox(): Promise<Sandbox> {
  found ??= probe()
  return found
}

async function probe(): Promise<Sandbox> {
  const reason = await tryBubblewrap()
  if (reason === null) return { kind: 'bubblewrap' }
  return {
    kind: 'none',
    message: `Servers run without a sandbox here (${reason}): they see your files and the network. Install bubblewrap, or crawl on a machine or in a container where nothing is at stake.`,
  }
}

async function tryBubblewrap(): Promise<string | null> {
  if (process.platform !== 'linux') return 'bubblewrap is for Linux'
  const nothing = { packageDirectory: tmpdir(), passwd: devNull, network: false }
  const program = confine(nothing, [inside.node, '--version'], { PATH: '/usr/bin:/bin' })
  const { code, error, stdout, complaint } = await runProgram(program, {
    signal: AbortSignal.timeout(10_000),
  })
  if (error) return 'bubblewrap is not installed'
  return code === 0 && stdout.startsWith('v')
    ? null
    : `bubblewrap does not work: ${complaint || `exit code ${code}`}`
}

/**
 * The program that runs `command` in a namespace of its own: no network unless told, no view of the user's
 * files, no other processes, and it dies with us. `env` is its whole environment.
 */
export function confine(
  { packageDirectory, passwd, network }: Confinement,
  command: string[],
  env: NodeJS.ProcessEnv,
): Program {
  const args = [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...['--uid', '1000', '--gid', '1000', '--hostname', 'server'],
    ...systemFolders(),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', inside.home],
    ...['--ro-bind', passwd, '/etc/passwd', '--ro-bind', process.execPath, inside.node],
    ...['--ro-bind', packageDirectory, inside.package],
    ...(network ? ['--share-net', ...networkFiles.flatMap(file => ['--ro-bind-try', file, file])] : []),
    ...['--chdir', inside.home, '--', ...command],
  ]
  return { command: 'bwrap', args, env, directory: '/' }
}

const networkFiles = ['/etc/resolv.conf', '/etc/hosts', '/etc/nsswitch.conf']

/** The system's programs and libraries, read-only; on most systems the short names are links into /usr. */
function systemFolders(): string[] {
  const links = ['/bin', '/sbin', '/lib', '/lib32', '/lib64'].filter(existsSync)
  return [
    ...['--ro-bind', '/usr', '/usr'],
    ...links.flatMap(path =>
      lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
    ),
    ...[
      '/etc/ssl',
      '/etc/ca-certificates',
      '/etc/alternatives',
      '/etc/localtime',
      '/etc/ld.so.cache',
    ].flatMap(path => ['--ro-bind-try', path, path]),
  ]
}
