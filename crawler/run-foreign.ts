import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { cleanText } from './clean-text.ts'

// The one file that starts foreign programs. It starts them without a shell, as leaders of their own
// process group, and ends the whole group: a program's children end with it.

export type Program = {
  command: string
  args: string[]
  /** The whole environment: nothing is added. */
  env: NodeJS.ProcessEnv
  directory: string
}

/** How a program ended. `error` where it could not even be started. */
export type Ending = { code: number | null; signal: string | null; error?: Error }

export type Running = {
  stdin: Writable
  stdout: Readable
  /** What it says beside the protocol, for whoever wants all of it. */
  stderr: Readable
  /** The last it said on stderr: one clean, short line. */
  complaint(): string
  /** Resolves when the program has ended and what it said has been read. Never rejects. */
  ended: Promise<Ending>
  /** Ends the program and its children. Resolves when it is over. */
  stop(): Promise<void>
}

/** Starts a program with pipes for its three streams. */
export function startProgram({ command, args, env, directory }: Program): Running {
  const child = spawn(command, args, {
    env,
    cwd: directory,
    stdio: 'pipe',
    shell: false,
    windowsHide: true,
    detached: process.platform !== 'win32',
  })
  running.add(child)
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {})
  const complaint = keepTail(child.stderr, 4_000)
  const ended = new Promise<Ending>(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal }))
    // A child of its own may hold its pipes open after it.
    child.once('exit', (code, signal) => setTimeout(resolve, 300, { code, signal }).unref())
    child.once('error', error => resolve({ code: null, signal: null, error }))
  })
  const { stdin, stdout, stderr } = child
  return { stdin, stdout, stderr, complaint, ended, stop: () => stop(child, ended) }
}

/** Runs a program to its end and returns what it printed, at most `limit` bytes of it. Aborting ends it. */
export async function runProgram(
  program: Program,
  { signal, limit = 1_000_000 }: { signal: AbortSignal; limit?: number },
): Promise<Ending & { stdout: string; complaint: string }> {
  const run = startProgram(program)
  const chunks: Buffer[] = []
  let size = 0
  run.stdin.end()
  run.stdout.on('data', (chunk: Buffer) => {
    if (size < limit) chunks.push(chunk)
    size += chunk.length
  })
  const abort = () => void run.stop()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  const ending = await run.ended
  signal.removeEventListener('abort', abort)
  await run.stop()
  return { ...ending, stdout: Buffer.concat(chunks).toString(), complaint: run.complaint() }
}

/** Programs that have not been stopped yet: when this process ends, they end. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL')
})

/** Long enough for a server to put its things away. */
const grace = 1_500

async function stop(child: ChildProcess, ended: Promise<Ending>): Promise<void> {
  if (!running.has(child)) return
  child.stdin?.end()
  signalGroup(child, 'SIGTERM')
  await Promise.race([ended, wait(grace, undefined, { ref: false })])
  // Also where the leader is gone: its children may not be.
  signalGroup(child, 'SIGKILL')
  await ended
  running.delete(child)
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Nobody is left in the group.
  }
}

/** Keeps the end of what it says; reads out of that the first line that sounds like the reason. */
function keepTail(stream: Readable, limit: number): () => string {
  let tail = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    tail = (tail + text).slice(-limit)
  })
  return () => cleanText(tail.slice(Math.max(0, tail.search(soundsLikeAReason))), 300)
}

const soundsLikeAReason = /^[^\n]*(?:error|required|missing|failed|invalid|must |not found|usage)/im
