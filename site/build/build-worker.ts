/** The thread that builds a site: whoever asked for it can go on serving, and gets the memory back at its end. */
import { parentPort, workerData } from 'node:worker_threads'
import { type BuildJob, buildBeside } from './build-beside.ts'
import type { BuildNews } from './build-thread.ts'

const tell = (news: BuildNews) => parentPort!.postMessage(news)
try {
  tell({ built: await buildBeside(workerData as BuildJob, progress => tell({ progress })) })
} catch (failure) {
  tell({ failure })
}
