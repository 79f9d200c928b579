import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Accuracy } from '../accuracy.ts'
import type { Atlas, ServerEntry } from '../atlas.ts'

/** A page or a file to be made: the address it has, and the route that makes it. */
export type PageToMake = {
  path: string
  route: string
  /** A digest of all that the page is made from beside the code; what says nothing of it is made in every build. */
  key?: string
}

type Material = {
  /** The module that makes pages, as compilePages() left it. */
  entry: string
  cataloguePath: string
  /** Where the files go. */
  directory: string
  atlas: Atlas
  accuracy: Accuracy
  placard: string
  asOf: string
  address: string
  /** The site of the build before, made by the same code, and the keys of its own pages. */
  before: { directory: string; pages: Map<string, string> } | null
}

/** What one thread is told to do. */
export type RenderJob = Material & { share: string[]; worker: number; workers: number }
/** What a thread tells: that so many more pages are made, and in the end how many files it wrote. */
export type RenderNews = { pages?: number; end?: Rendered }
/** How many files were written, and the site's own pages among them. */
export type Rendered = { files: number; pages: PageToMake[] }

/** More threads than this wait for the disk, and each holds the whole atlas. */
const mostThreads = 4
/** Below so many tools a second thread takes longer to start than it saves. */
const toolsWorthAThread = 400
/** Lists of all tools are made in every build; a row of them is so much of the work that a tool's page is. */
const shareOfLists = 0.1
/** What a thread may use: without a bound it keeps garbage for as long as there is memory. In MB. */
const memoryOf = (tools: number) => 400 + tools / 250

/**
 * Makes the pages of `servers` and of the site itself, on as many threads as pay. The first thing that goes wrong ends it all.
 */
export async function renderPages(
  material: Material,
  servers: ServerEntry[],
  onPages: (pages: number) => void,
): Promise<Rendered> {
  const ownTools = servers.reduce((sum, server) => sum + server.tools.length, 0)
  const tools = ownTools + shareOfLists * material.atlas.tools.length
  const workers = Math.max(
    1,
    Math.min(mostThreads, availableParallelism(), Math.ceil(tools / toolsWorthAThread)),
  )
  const threads = divide(servers, workers).map((share, worker) =>
    runWorker({ ...material, share: share.map(({ row }) => row.id), worker, workers }, onPages),
  )
  try {
    const all = await Promise.all(threads.map(({ ended }) => ended))
    return {
      files: all.reduce((sum, { files }) => sum + files, 0),
      pages: all.flatMap(({ pages }) => pages).sort((a, b) => (a.path < b.path ? -1 : 1)),
    }
  } finally {
    await Promise.all(threads.map(({ stop }) => stop()))
  }
}

/** Every n-th server goes to the same thread: neighbours are alike, so the shares come out even. */
function divide(servers: ServerEntry[], workers: number): ServerEntry[][] {
  return Array.from({ length: workers }, (_, worker) => servers.filter((_, at) => at % workers === worker))
}

function runWorker(job: RenderJob, onPages: (pages: number) => void) {
  const worker = new Worker(new URL('./render-worker.ts', import.meta.url), {
    workerData: job,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryOf(job.atlas.tools.length) },
  })
  const ended = new Promise<Rendered>((resolve, reject) => {
    worker.on('message', ({ pages = 0, end }: RenderNews) => {
      if (pages > 0) onPages(pages)
      if (end) resolve(end)
    })
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`a thread that made pages ended with code ${code}`)))
  })
  return { ended, stop: () => worker.terminate() }
}
