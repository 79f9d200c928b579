import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { cleanText } from './clean-text.ts'
import { CannotList } from './failure.ts'
import { findNpm } from './find-npm.ts'
import { runProgram } from './run-foreign.ts'

export type Installation = {
  package: string
  version: string
  cacheDirectory: string
  signal: AbortSignal
  /** True to take only what is installed already. */
  offline?: boolean
}

/**
 * Installs one version of one package into a folder of its own and returns that folder. Nothing of the
 * package runs: scripts are off, and so are dependencies that are not packages of the registry, since those
 * can bring programs along. What is installed already stays; a folder under its final name is complete, as
 * it gets that name last. Throws `CannotList`.
 */
export async function installPackage(installation: Installation): Promise<string> {
  const folder = packageFolder(installation)
  if (existsSync(folder)) return folder
  if (installation.offline) throw new CannotList('offline', 'is not installed yet')
  const unfinished = `${folder}${mark}${process.pid}`
  await mkdir(unfinished, { recursive: true })
  try {
    await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n')
    const { package: name, version, signal } = installation
    await runNpm(
      unfinished,
      ['install', ...installOptions, '--prefix', unfinished, `${name}@${version}`],
      signal,
    )
    await rename(unfinished, folder).catch(error => {
      // Somebody else was faster.
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return folder
}

/** The absolute path where a version of a package is kept. Name and version are validated: see `readServerList`. */
export function packageFolder({
  cacheDirectory,
  ...entry
}: Pick<Installation, 'package' | 'version' | 'cacheDirectory'>): string {
  return resolve(cacheDirectory, 'npm', `${entry.package.replace('/', '+')}@${entry.version}`)
}

/** Removes what interrupted installs and downloads left behind; not what another process is busy with. */
export async function removeUnfinished(cacheDirectory: string): Promise<void> {
  for (const kind of ['npm', 'tarballs']) {
    const parent = resolve(cacheDirectory, kind)
    for (const name of await readdir(parent).catch(() => [])) {
      const [, owner] = name.split(mark)
      if (owner === undefined || isAlive(Number(owner))) continue
      // An npm that outlived its crawl may still write there: then the next crawl removes it.
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {})
    }
  }
}

const mark = '.unfinished-'

/**
 * Runs npm in a folder, with the user's own settings and without scripts, and returns what it printed. Options
 * among `words` outdo ours. Throws `CannotList`.
 */
export async function runNpm(folder: string, words: string[], signal: AbortSignal): Promise<string> {
  const npm = findNpm()
  if (npm === null) throw new CannotList('not-installable', 'could not be installed: npm was not found')
  const args = [npm, ...npmOptions, ...words]
  const program = { command: process.execPath, args, env: npmEnvironment(), directory: folder }
  const { code, stdout, complaint } = await runProgram(program, { signal })
  if (code === 0) return stdout
  if (signal.aborted) throw new CannotList('timed-out', 'was not installed in time')
  const { code: reason, summary } = readNpmError(stdout)
  if (offlineCodes.has(reason))
    throw new CannotList(
      'offline',
      `could not be downloaded: the package registry cannot be reached (${reason})`,
    )
  throw new CannotList(
    'not-installable',
    `could not be installed: npm says ${cleanText(`${reason} ${summary || complaint}`, 300)}`,
  )
}

const installOptions = [
  ...['--omit=dev', '--no-package-lock'],
  ...['--allow-git=none', '--allow-remote=none', '--allow-file=none', '--allow-directory=none'],
]

const npmOptions = [
  ...['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'],
  ...['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'],
  ...['--prefer-offline', '--no-progress', '--loglevel=error', '--json'],
]

/** No answer at all, as npm names it; a refusal by the registry is another matter. */
const offlineCodes = new Set(
  'ENOTFOUND EAI_AGAIN ECONNREFUSED ENETUNREACH EHOSTUNREACH ENETDOWN ETIMEDOUT ERR_SOCKET_TIMEOUT ENOTCACHED'.split(
    ' ',
  ),
)

/** npm keeps its settings (registry, proxy, certificates), but not those of a script that started us. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const inherited =
    /^npm_(package|lifecycle|command)|^npm_config_(local_prefix|workspace|dry_run|global$|location)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)))
}

function readNpmError(stdout: string): { code: string; summary: string } {
  try {
    const { error } = JSON.parse(stdout) as { error?: { code?: unknown; summary?: unknown } }
    return { code: String(error?.code ?? ''), summary: String(error?.summary ?? '') }
  } catch {
    return { code: '', summary: '' }
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
