import { type Command, InvalidArgumentError } from 'commander'
import { interrupted, say, watchInterrupts, wholeNumber } from '../line.ts'
import type { StartOptions } from './start.ts'

/** Adds `placard start`. Exit codes: 0 done, 2 not done, 130 ended by Ctrl+C. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('read the servers of data/servers.json, label their tools, build the site and serve it')
    .option('--limit <n>', 'only the first n servers', wholeNumber)
    .option(
      '--run',
      'also install the servers and ask them in a sandbox; otherwise only their source is read',
      false,
    )
    .option('--no-serve', 'build the site and end')
    .option('--out <directory>', 'where the catalogue, the packages and the site are kept', 'out')
    .option('--port <n>', 'where to serve the site', wholeNumber, 4321)
    .option('--address <url>', 'where the site will be put, for its sitemap and link previews', siteAddress)
    .action(runStart)
}

/** What every address of the site begins with: without a slash at the end. */
function siteAddress(text: string): string {
  const address = URL.parse(text)
  if (address === null || !/^https?:$/.test(address.protocol) || address.search || address.hash)
    throw new InvalidArgumentError('An http:// or https:// address is wanted.')
  return address.href.replace(/\/+$/, '')
}

async function runStart(options: StartOptions): Promise<void> {
  const [{ start }, { showProgress }] = await Promise.all([
    import('./start.ts').catch(inPackage),
    import('../output/progress.ts'),
  ])
  const { signal, release } = watchInterrupts()
  const progress = showProgress()
  try {
    const { lines, site, stopped } = await start(options, progress, signal)
    progress.close()
    for (const line of lines) say(line)
    if (stopped) process.exitCode = interrupted
    if (site === null) return
    await new Promise(resolve => process.once('SIGINT', resolve).once('SIGTERM', resolve))
    await site.close()
  } finally {
    progress.close()
    release()
  }
}

/** The published package has no site in it: what builds one is a workspace of the repository. */
function inPackage(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause
  throw new Error('"placard start" builds the site and works in a checkout of the repository only.', {
    cause,
  })
}
