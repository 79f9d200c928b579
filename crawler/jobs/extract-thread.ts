import { parentPort } from 'node:worker_threads'
import type { ToThread } from './extractor.ts'
import { readOne } from './read-place.ts'

// A thread that reads source, one place after another.

let stop = new AbortController()

parentPort!.on('message', async (message: ToThread) => {
  if (message.kind === 'stop') return stop.abort()
  stop = new AbortController()
  const { place, request } = message
  parentPort!.postMessage(await readOne(place, { ...request, signal: stop.signal }))
})
