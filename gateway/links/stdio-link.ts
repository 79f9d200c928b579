import type { Readable, Writable } from 'node:stream'
import { errorCodes } from '../protocol/error-codes.ts'
import { oneLine } from '../protocol/one-line.ts'
import { readLines } from '../protocol/read-lines.ts'
import { readLine } from '../protocol/read-message.ts'
import type { Link, LinkEvents, Taken } from '../types.ts'

/** Messages as lines over a pair of streams. Closing it ends the writing; the streams belong to the caller. */
export function stdioLink(input: Readable, output: Writable, events: LinkEvents): Link {
  /** Nothing more will be read. What is still to be said can be said all the same. */
  let over = false
  let closed = false
  let drained: Promise<void> | undefined
  output.on('error', error => end(`writing failed: ${error.message}`))
  readLines(input, {
    onLine(line) {
      if (over) return undefined
      const read = readLine(line)
      if (read === null) return undefined
      if (read.ok) return events.onMessage(read.message)
      events.onFault(read.fault)
      return undefined
    },
    onOverflow() {
      events.onFault({ code: errorCodes.request, message: 'The message is too large.' })
      end('a message was too large')
    },
    onEnd: () => end('the stream has ended'),
  })
  return {
    send(message): Taken {
      if (closed || !output.writable) {
        if (message.kind === 'request') events.onLost(message.id, 'the connection is closed', false)
        return undefined
      }
      if (output.write(message.line ?? `${oneLine(message.text)}\n`)) return undefined
      drained ??= new Promise(resolve => {
        const done = () => {
          drained = undefined
          resolve()
        }
        output.once('drain', done).once('close', done)
      })
      return drained
    },
    async close() {
      closed = true
      over = true
      if (!output.writableEnded) await new Promise<void>(resolve => output.end(resolve))
    },
  }

  function end(reason: string): void {
    if (over) return
    over = true
    events.onClose(reason)
  }
}
