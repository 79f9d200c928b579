import { cpus } from 'node:os'
import type { Job } from '../../catalogue/index.ts'
import type { TaskEntry } from './plan.ts'
import { readTask, type Tools } from './read-task.ts'
import { lookAgainAt, retryAt } from './retry.ts'
import type { Outcome, Way } from './types.ts'

/** Whether the package registry cannot be reached, which is no fault of a server's. */
export type WorkState = { offline: boolean }

/** Does these tasks, as many at once as each way bears, and records each as soon as it is done. */
export async function work(ids: string[], job: Job, tools: Tools): Promise<WorkState> {
  const { options } = tools
  const state: WorkState = { offline: false }
  const progress = { done: 0, total: ids.length }
  const limits = { published: 1, extracted: cpus().length, run: Math.min(3, cpus().length), asked: 16 }
  const lanes = Map.groupBy(ids, id => id.slice(0, id.indexOf(' ')) as Way)
  const workers = [...lanes].flatMap(([way, queue]) => {
    const most = { ...limits, ...options.concurrency }[way]
    return Array.from({ length: Math.min(most, queue.length) }, async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        options.onProgress?.({ kind: 'started', id: nameOf(id), way, ...progress })
        const { outcome, tools: count } = await doTask(id, job, tools, state)
        progress.done += 1
        options.onProgress?.({ kind: 'finished', id: nameOf(id), way, ...progress, outcome, tools: count })
      }
    })
  })
  await Promise.all(workers)
  return state
}

/** The id of a task begins with its way. */
function nameOf(taskId: string): string {
  return taskId.slice(taskId.indexOf(' ') + 1)
}

async function doTask(
  id: string,
  job: Job,
  tools: Tools,
  state: WorkState,
): Promise<{ outcome: Outcome; tools: number }> {
  const { catalogue, signal, now = () => new Date(), random = Math.random } = tools.options
  const untried = { outcome: 'untried' as const, tools: 0 }
  const task = catalogue.task(id)
  if (task === null || signal?.aborted) return untried
  const result = await readTask(task, tools)
  if (result.ok) {
    const { way, places } = JSON.parse(task.entry) as TaskEntry
    const settled = way === 'published' || (way !== 'asked' && places.some(place => 'version' in place))
    return catalogue.finishTask(job, id, { ...result, due: settled ? null : lookAgainAt(now()) })
  }
  const { reason, message } = result.failure
  if (reason === 'offline') state.offline = true
  if (reason === 'stopped' || reason === 'offline') return untried
  const failure = {
    server: { id: task.serverId, name: serverName(task.entry) },
    at: now().toISOString(),
    reason,
    message,
  }
  // What holds of a version for good is not tried again before there is another.
  const due = reason === 'compiled' ? null : retryAt(now(), task.tries + 1, random())
  return catalogue.finishTask(job, id, { ok: false, failure, due })
}

function serverName(entry: string): string {
  return (JSON.parse(entry) as TaskEntry).name
}
