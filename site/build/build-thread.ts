import { Worker } from 'node:worker_threads'
import type { BuildJob, SiteBuild } from './build-beside.ts'

type Progress = { done: number; total: number }
/** What the thread tells: how far it is, then what came of it. */
export type BuildNews = { progress?: Progress; built?: SiteBuild; failure?: unknown }

/** Builds a site on a thread of its own. Throws what goes wrong there. */
export async function buildOnThread(
  workerData: BuildJob,
  onProgress: (progress: Progress) => void,
): Promise<SiteBuild> {
  const worker = new Worker(new URL('./build-worker.ts', import.meta.url), { workerData, execArgv: [] })
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', ({ progress, built, failure }: BuildNews) => {
        if (progress) onProgress(progress)
        if (built) resolve(built)
        if (failure !== undefined) reject(failure)
      })
      worker.once('error', reject)
      worker.once('exit', code => reject(new Error(`the thread that built ended with code ${code}`)))
    })
  } finally {
    await worker.terminate()
  }
}
