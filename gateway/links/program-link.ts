import type { Link, LinkEvents, StartProgram } from '../types.ts'
import { stdioLink } from './stdio-link.ts'

export type ProgramLink = {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
  directory: string
}

/** Starts a program and speaks with it over its pipes. Closing the link ends the program and its children. */
export function programLink(
  program: ProgramLink,
  start: StartProgram,
  events: LinkEvents,
  onComplaint: (text: string) => void,
): Link {
  const running = start(program)
  let closing = false
  let over = false
  running.stderr.on('data', (chunk: Buffer | string) => onComplaint(chunk.toString()))
  const link = stdioLink(running.stdout, running.stdin, { ...events, onClose: reason => void ended(reason) })
  void running.ended.then(({ code, signal, error }) =>
    finish(error ? `could not be started: ${error.message}` : `ended (${signal ?? `exit code ${code}`})`),
  )
  return {
    send: link.send,
    async close() {
      closing = true
      await running.stop()
    },
  }

  // A program that closes its output mostly ends: how is worth a moment.
  async function ended(reason: string): Promise<void> {
    setTimeout(() => finish(reason), 1_000).unref()
  }
  function finish(reason: string): void {
    if (over) return
    over = true
    if (!closing) events.onClose(reason)
  }
}
