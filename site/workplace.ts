import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

const mark = 'build.json'
/** What `mkdtemp` puts at the end of a name. */
const madeUp = /^[A-Za-z0-9]{6}$/

/**
 * Makes a directory to build in, beside the one that it is for, so that a rename puts the result in place.
 * What builds that were killed have left there is removed first.
 */
export async function makeWorkplace(target: string): Promise<string> {
  const beside = dirname(target)
  const prefix = `.${basename(target)}-`
  await mkdir(beside, { recursive: true })
  for (const name of await readdir(beside)) {
    if (!name.startsWith(prefix) || !madeUp.test(name.slice(prefix.length))) continue
    const left = join(beside, name)
    if (await isAbandoned(left, target)) await rm(left, { recursive: true, force: true })
  }
  const workplace = await mkdtemp(join(beside, prefix))
  await writeFile(
    join(workplace, mark),
    JSON.stringify({ builder: 'placard', host: hostname(), process: process.pid }),
  )
  return workplace
}

/**
 * Whether a directory is the workplace of a build of ours that runs no more. One that another machine made is
 * left alone, and so is the only copy of a site, from a build that was killed while it put the new one in place.
 */
async function isAbandoned(directory: string, target: string): Promise<boolean> {
  const text = await readFile(join(directory, mark), 'utf8').catch(() => '')
  const found = /^\{"builder":"placard","host":"([^"]*)","process":(\d+)\}$/.exec(text)
  if (found === null || found[1] !== hostname() || isRunning(Number(found[2]))) return false
  return existsSync(target) || !existsSync(join(directory, 'old'))
}

/** Signal 0 is not sent: it asks whether there is such a process. */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
