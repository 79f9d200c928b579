import { cpus } from 'node:os'
import type { Job } from '../../catalogue/index.ts'
import type { TaskEntry } from './plan.ts'
import { readTask, type Tools } from './read-task.ts'
import { lookAgainAt, retryAt } from './retry.ts'
import type { Outcome, Way } from './types.ts'

/** Whether there is no way out, which is no fault of a server's. */
export type WorkState = { offline: boolean; unreachable: number }

/** So many servers in a row that cannot be reached are not their own fault. */
const unreachableInARow = 30

/** Does these tasks, as many at once as each way bears, and records each as soon as it is done. */
export async function work(ids: string[], job: Job, tools: Tools): Promise<WorkState> {
  const { options } = tools
  const state: WorkState = { offline: false, unreachable: 0 }
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
  state.offline ||= state.unreachable >= unreachableInARow
  const noWay = state.offline && id.startsWith('asked ')
  if (task === null || signal?.aborted || noWay) return untried
  const result = await readTask(task, tools)
  if (result.ok) {
    state.unreachable = 0
    const { way, places } = JSON.parse(task.entry) as TaskEntry
    const settled = way === 'published' || (way !== 'asked' && places.some(place => 'version' in place))
    return catalogue.finishTask(job, id, { ...result, due: settled ? null : lookAgainAt(now()) })
  }
  const { reason, message } = result.failure
  state.unreachable = reason === 'unreachable' ? state.unreachable + 1 : 0
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
  const how = id.startsWith('extracted ') ? 'extracted' : 'listed'
  return catalogue.finishTask(job, id, { ok: false, failure, how, due })
}

function serverName(entry: string): string {
  return (JSON.parse(entry) as TaskEntry).name
}
