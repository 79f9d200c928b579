import type { Readable, Writable } from 'node:stream'
import { stdioLink } from '../links/stdio-link.ts'
import type { Session, SessionOptions } from '../session/session.ts'
import { openSession } from '../session/session.ts'

/** How long answers may take after the client has closed its end, in milliseconds. */
const patience = 10_000

export type ServeStdioOptions = Omit<SessionOptions, 'toClient' | 'onDeserted'> & {
  input: Readable
  output: Writable
}

/** Serves one client over a pair of streams. `ended` resolves when the client or the last server has gone. */
export function serveStdio({ input, output, ...options }: ServeStdioOptions): {
  session: Session
  ended: Promise<void>
} {
  const gone = Promise.withResolvers<void>()
  let session: Session | undefined
  const link = stdioLink(input, output, {
    onMessage: message => session?.receive(message),
    onFault: fault => session?.refuse(fault),
    onLost() {},
    // Whoever has said all still wants the answers.
    onClose: () => void session?.settled(patience).then(gone.resolve),
  })
  session = openSession({ ...options, toClient: message => link.send(message), onDeserted: gone.resolve })
  return { session, ended: gone.promise }
}
