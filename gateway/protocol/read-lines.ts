import type { Readable } from 'node:stream'

/** Bytes of one message; more is no message. */
export const largestMessage = 64 * 1024 * 1024

export type LineEvents = {
  /** One line with its end, which is a line feed. A promise holds the next lines back. */
  onLine(line: Buffer): undefined | Promise<void>
  /** A line was longer than a message may be. Nothing more is read. */
  onOverflow(): void
  onEnd(): void
}

/** Splits what comes into lines, however it is cut into chunks. What stands behind the last line end is none. */
export function readLines(input: Readable, { onLine, onOverflow, onEnd }: LineEvents): void {
  let pending: Buffer[] = []
  let size = 0
  let over = false
  let waiting = 0
  input.on('data', (chunk: Buffer) => {
    if (over) return
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const isWhole = start === 0 && end + 1 === chunk.length
      const last = isWhole ? chunk : chunk.subarray(start, end + 1)
      deliver(pending.length === 0 ? last : Buffer.concat([...pending, last]))
      if (pending.length > 0) pending = []
      size = 0
      start = end + 1
    }
    if (start < chunk.length) pending.push(start === 0 ? chunk : chunk.subarray(start))
    size += chunk.length - start
    if (size <= largestMessage) return
    over = true
    pending = []
    onOverflow()
  })
  input.once('end', onEnd)
  input.once('error', onEnd)
  input.once('close', onEnd)

  function deliver(line: Buffer): void {
    const taken = onLine(line)
    if (taken === undefined) return
    input.pause()
    waiting++
    void taken.finally(() => {
      if (--waiting === 0) input.resume()
    })
  }
}

const newline = 0x0a
