import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { CannotList, toFailure } from '../failure.ts'
import type { Place } from '../sources/index.ts'
import type { ListResult } from '../types.ts'
import type { ReadPlaceOptions } from './read-place.ts'

export type ExtractRequest = Omit<ReadPlaceOptions, 'signal' | 'now' | 'stranger'>

/** Reads source in threads of its own: that is work for a processor, and may have to be ended from outside. */
export type Extractor = {
  read(place: Place, request: ExtractRequest, signal?: AbortSignal): Promise<ListResult>
  close(): Promise<void>
}

/** What a thread is told. It answers each `read` with a `ListResult`. */
export type ToThread = { kind: 'read'; place: Place; request: ExtractRequest } | { kind: 'stop' }

/** Milliseconds that a thread which should have ended its work may still take for it. */
const usualGrace = 5_000
/** Megabytes of objects that the reading of one package may take. */
const heapLimit = 1_536

/** As many threads are started as readings are asked for at once. Close it when done. */
export function openExtractor({ grace = usualGrace }: { grace?: number } = {}): Extractor {
  const idle: Worker[] = []
  const all = new Set<Worker>()
  return {
    async read(place, request, signal) {
      if (signal?.aborted) return failed(request.id, new CannotList('stopped', 'was not read'))
      const thread = idle.pop() ?? startThread()
      all.add(thread)
      const answer = await ask(thread, { kind: 'read', place, request }, grace, signal)
      if (!(answer instanceof Error)) {
        idle.push(thread)
        return answer
      }
      all.delete(thread)
      await thread.terminate()
      return failed(request.id, answer)
    },
    async close() {
      await Promise.all([...all].map(thread => thread.terminate()))
    },
  }
}

function startThread(): Worker {
  const file = new URL(`./extract-thread${extname(import.meta.url)}`, import.meta.url)
  return new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: heapLimit } })
}

/** The thread's answer, or why it has to be ended. */
async function ask(
  thread: Worker,
  message: ToThread & { kind: 'read' },
  grace: number,
  signal: AbortSignal | undefined,
): Promise<ListResult | Error> {
  const { timeout } = message.request
  const answer = Promise.withResolvers<ListResult | Error>()
  const overdue = new CannotList('timed-out', `was not read within ${timeout / 1000} s`)
  const timers = [setTimeout(answer.resolve, timeout + grace, overdue)]
  const stop = () => {
    thread.postMessage({ kind: 'stop' } satisfies ToThread)
    timers.push(setTimeout(answer.resolve, grace, new CannotList('stopped', 'was not read')))
  }
  thread.on('message', answer.resolve).on('error', error => answer.resolve(reasonOf(error)))
  signal?.addEventListener('abort', stop, { once: true })
  thread.postMessage(message)
  try {
    return await answer.promise
  } finally {
    for (const timer of timers) clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    thread
      .removeAllListeners('message')
      .removeAllListeners('error')
      .on('error', () => {})
  }
}

function reasonOf(error: Error & { code?: string }): Error {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error
  return new CannotList('too-large', 'takes more memory to read than the limit allows', { cause: error })
}

function failed(id: string, error: Error): ListResult {
  return { ok: false, failure: toFailure(id, error, 'not-readable') }
}
