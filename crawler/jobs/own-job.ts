import { hostname } from 'node:os'
import type { Catalogue, Job } from '../../catalogue/index.ts'

const interval = 5_000
/** An owner that has not been heard of for so long is gone, even where its process number lives on. */
const silence = 60_000

/** What was begun so long ago is begun afresh: its sources have news by now. */
const longest = 24 * 3_600_000

export type OwnedJob = Job & { release(): void }

/**
 * Goes on with the crawl that was begun and not ended, or begins one. Throws where a process that is alive is busy
 * with it: two would read everything twice.
 */
export function ownJob(catalogue: Catalogue, now: Date): OwnedJob {
  let open = catalogue.openJob()
  if (open !== null && isBusy(open))
    throw new Error(
      `Process ${open.owner.split(' ')[0]} is crawling into this catalogue. Wait for it, or end it.`,
    )
  if (open !== null && now.getTime() - Date.parse(open.started) > longest) {
    catalogue.endJob(open.id, now.toISOString())
    open = null
  }
  const mine = { owner: `${process.pid} ${hostname()}`, beat: Date.now() }
  const job = catalogue.beginJob({
    ...mine,
    started: open?.started ?? now.toISOString(),
    ...(open === null ? {} : { id: open.id }),
  })
  const timer = setInterval(() => catalogue.beatJob(job.id, Date.now()), interval).unref()
  return { ...job, release: () => clearInterval(timer) }
}

function isBusy({ owner, beat }: Job): boolean {
  const [pid, host] = owner.split(' ')
  if (host !== hostname() || Date.now() - beat > silence) return false
  return Number(pid) !== process.pid && isAlive(Number(pid))
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
