import type { Readable, Writable } from 'node:stream'
import { stdioLink } from '../links/stdio-link.ts'
import type { Session, SessionOptions } from '../session/session.ts'
import { openSession } from '../session/session.ts'

/** Whoever asks within this time still learns that the server is gone, and why, in milliseconds. */
const farewell = 500

/** Who went first. */
export type Leaver = 'client' | 'servers'

/** How long answers may take after the client has closed its end, in milliseconds. */
const patience = 10_000

export type ServeStdioOptions = Omit<SessionOptions, 'toClient' | 'onDeserted'> & {
  input: Readable
  output: Writable
}

/** Serves one client over a pair of streams. `ended` tells who has gone, the client or the last server. */
export function serveStdio({ input, output, ...options }: ServeStdioOptions): {
  session: Session
  ended: Promise<Leaver>
} {
  const gone = Promise.withResolvers<Leaver>()
  let session: Session | undefined
  let leaver: Leaver = 'client'
  const link = stdioLink(input, output, {
    onMessage: message => session?.receive(message),
    onFault: fault => session?.refuse(fault),
    onLost() {},
    // Whoever has said all still wants the answers.
    onClose: () => void session?.settled(patience).then(() => gone.resolve(leaver)),
  })
  session = openSession({
    ...options,
    toClient: message => link.send(message),
    onDeserted() {
      leaver = 'servers'
      setTimeout(gone.resolve, farewell, leaver)
    },
  })
  return { session, ended: gone.promise }
}
