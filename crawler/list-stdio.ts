import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from './ask.ts'
import { cleanText } from './clean-text.ts'
import { CannotList } from './failure.ts'
import { HandshakeRefused } from './handshake-refused.ts'
import { type Ending, type Program, type Running, startProgram } from './run-foreign.ts'
import { type StdioTransport, stdioTransport } from './stdio-transport.ts'

export type Limits = { timeout: number; signal?: AbortSignal | undefined }

/** Starts a program, asks it over its pipes for its tools, and ends it. Throws `CannotList`. */
export async function listStdio(program: Program, { timeout, signal }: Limits): Promise<Answer> {
  const deadline = AbortSignal.timeout(timeout)
  const limits = {
    timeout,
    deadline,
    stopped: signal,
    signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
  }
  try {
    return await startAndAsk(program, 'legacy', limits)
  } catch (error) {
    // A server of the later era alone answers the older handshake with an error. It is started afresh,
    // since nothing says that it goes on after that.
    if (!(error instanceof HandshakeRefused)) throw error
    return await startAndAsk(program, 'auto', limits)
  }
}

type Watch = { timeout: number; deadline: AbortSignal; stopped: AbortSignal | undefined; signal: AbortSignal }

async function startAndAsk(program: Program, era: 'legacy' | 'auto', watch: Watch): Promise<Answer> {
  if (watch.signal.aborted) throw explainAbort(watch, '', null)
  const running = startProgram(program)
  const transport = stdioTransport(running)
  try {
    // What it takes to ask is loaded while the program starts.
    const { ask } = await import('./ask.ts')
    return await ask(transport, { era, signal: watch.signal, timeout: watch.timeout })
  } catch (error) {
    if (error instanceof CannotList || (error instanceof HandshakeRefused && era === 'legacy')) throw error
    throw await explain(error, running, transport, watch)
  } finally {
    await running.stop()
  }
}

/** What really happened, where all that the SDK knows is that no answer came. */
async function explain(
  error: unknown,
  running: Running,
  transport: StdioTransport,
  watch: Watch,
): Promise<CannotList> {
  const trouble = transport.trouble()
  if (trouble !== null) return trouble
  if (watch.signal.aborted) return explainAbort(watch, quoted(running.complaint()), transport.rubbish())
  // Who hangs up mostly ends: how is worth a moment.
  const ending = transport.closed()
    ? await Promise.race([running.ended, wait(2_000, null, { ref: false })])
    : null
  return explainEnding(error, ending, quoted(running.complaint()))
}

function explainEnding(cause: unknown, ending: Ending | null, said: string): CannotList {
  if (ending?.error)
    return new CannotList('did-not-start', `could not be started: ${ending.error.message}`, { cause })
  if (ending === null)
    return new CannotList(
      'not-mcp',
      `did not list its tools: ${cleanText((cause as Error).message)}${said}`,
      { cause },
    )
  const how = ending.signal ?? `exit code ${ending.code}`
  return new CannotList('did-not-start', `ended (${how}) before it had listed its tools${said}`, { cause })
}

function explainAbort(watch: Watch, said: string, rubbish: string | null): CannotList {
  if (watch.stopped?.aborted) return new CannotList('stopped', 'was stopped before it had listed its tools')
  if (rubbish !== null)
    return new CannotList('not-mcp', `printed what is not MCP, such as “${rubbish}”${said}`)
  return new CannotList('timed-out', `did not list its tools within ${watch.timeout / 1000} s${said}`)
}

function quoted(complaint: string): string {
  return complaint === '' ? '' : `; it said “${complaint}”`
}
