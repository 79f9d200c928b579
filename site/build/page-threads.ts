import { availableParallelism } from 'node:os'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Common, ServerToMake } from './server-source.ts'

/** What a thread is told at its start; its servers wait in a port, so that it never holds more than one. */
export type PageJob = {
  /** The module that makes pages, as compilePages() left it. */
  entry: string
  cataloguePath: string
  /** Where the files go. */
  directory: string
  common: Common
}
/** What a thread tells: that so many more pages are made, and in the end how many files it wrote. */
export type PageNews = { pages?: number; files?: number }

/** More threads than this wait for the disk. */
const mostThreads = 4
/** Below so many tools a second thread takes longer to start than it saves. */
const toolsWorthAThread = 400
/**
 * What a thread may use, in MB: without a bound it keeps garbage for as long as there is memory. Most of what a page
 * leaves is garbage at once, and with room for more of it less is copied.
 */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48 }

/**
 * Makes the pages of servers on as many threads as pay, and returns how many files that came to. The first thing that
 * goes wrong ends it all.
 */
export async function makeServerPages(
  job: PageJob,
  servers: ServerToMake[],
  onPages: (pages: number) => void,
): Promise<number> {
  const threads = divide(servers).map(share => runThread(job, share, onPages))
  try {
    const files = await Promise.all(threads.map(({ ended }) => ended))
    return files.reduce((sum, count) => sum + count, 0)
  } finally {
    await Promise.all(threads.map(({ stop }) => stop()))
  }
}

/** Each server goes to the thread that has the fewest tools so far. */
function divide(servers: ServerToMake[]): ServerToMake[][] {
  const tools = servers.reduce((sum, { server }) => sum + 1 + server.tools.length, 0)
  const count = Math.min(mostThreads, availableParallelism(), Math.ceil(tools / toolsWorthAThread))
  const shares = Array.from({ length: count }, () => ({ tools: 0, servers: [] as ServerToMake[] }))
  for (const each of servers) {
    const share = shares.reduce((least, other) => (other.tools < least.tools ? other : least))
    share.servers.push(each)
    share.tools += 1 + each.server.tools.length
  }
  return shares.map(share => share.servers)
}

function runThread(job: PageJob, share: ServerToMake[], onPages: (pages: number) => void) {
  const { port1, port2 } = new MessageChannel()
  for (const server of share) port1.postMessage(server)
  const worker = new Worker(new URL('./page-worker.ts', import.meta.url), {
    workerData: { ...job, share: port2 },
    transferList: [port2],
    execArgv: [],
    resourceLimits,
  })
  const ended = new Promise<number>((resolve, reject) => {
    worker.on('message', ({ pages = 0, files }: PageNews) => {
      if (pages > 0) onPages(pages)
      if (files !== undefined) resolve(files)
    })
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`a thread that made pages ended with code ${code}`)))
  })
  const stop = async () => {
    port1.close()
    await worker.terminate()
  }
  return { ended, stop }
}
