import { type Answer, ask, HandshakeRefused } from './ask.ts'
import { cleanText } from './clean-text.ts'
import { CannotList } from './failure.ts'
import { type Program, type Running, startProgram } from './run-foreign.ts'
import { messageLimit, outputLimit, type StdioTransport, stdioTransport } from './stdio-transport.ts'

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
  if (watch.signal.aborted) throw explainAbort(watch, null)
  const running = startProgram(program)
  const transport = stdioTransport(running)
  try {
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
  const options = { cause: error }
  const said = running.complaint() ? `; it said “${running.complaint()}”` : ''
  if (watch.signal.aborted) {
    const rubbish = transport.spoke() ? null : transport.rubbish()
    if (watch.stopped?.aborted || rubbish === null) return explainAbort(watch, said)
    return new CannotList('not-mcp', `printed what is not MCP, such as “${rubbish}”${said}`, options)
  }
  if (transport.overflowed())
    return new CannotList(
      'too-large',
      `printed a message of more than ${messageLimit >> 20} MiB, or more than ${outputLimit >> 20} MiB in all`,
      options,
    )
  const ending = await Promise.race([
    running.ended,
    new Promise<null>(resolve => setTimeout(resolve, 200, null)),
  ])
  if (ending?.error)
    return new CannotList('did-not-start', `could not be started: ${ending.error.message}`, options)
  if (ending)
    return new CannotList(
      'did-not-start',
      `ended (${ending.signal ?? `exit code ${ending.code}`}) before it had listed its tools${said}`,
      options,
    )
  return new CannotList(
    'not-mcp',
    `did not list its tools: ${cleanText((error as Error).message, 200)}${said}`,
    options,
  )
}

function explainAbort(watch: Watch, said: string | null): CannotList {
  if (watch.stopped?.aborted) return new CannotList('stopped', 'was stopped before it had listed its tools')
  return new CannotList('timed-out', `did not list its tools within ${watch.timeout / 1000} s${said ?? ''}`)
}
