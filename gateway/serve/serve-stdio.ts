import type { Readable, Writable } from 'node:stream'
import { stdioLink } from '../links/stdio-link.ts'
import type { Session, SessionOptions } from '../session/session.ts'
import { openSession } from '../session/session.ts'

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
    onClose: () => gone.resolve(),
  })
  session = openSession({ ...options, toClient: message => link.send(message), onDeserted: gone.resolve })
  return { session, ended: gone.promise }
}
