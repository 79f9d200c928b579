import type { Readable } from 'node:stream'

/** Bytes of one message; more is no message. */
export const largestMessage = 64 * 1024 * 1024

export type LineEvents = {
  /** One line without its end; empty ones are left out. A promise holds the next lines back. */
  onLine(line: Uint8Array): undefined | Promise<void>
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
      const last = chunk.subarray(start, end)
      deliver(pending.length === 0 ? last : Buffer.concat([...pending, last]))
      pending = []
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
    const bare = line[line.length - 1] === carriageReturn ? line.subarray(0, -1) : line
    if (bare.length === 0) return
    const taken = onLine(bare)
    if (taken === undefined) return
    input.pause()
    waiting++
    void taken.finally(() => {
      if (--waiting === 0) input.resume()
    })
  }
}

const newline = 0x0a
const carriageReturn = 0x0d
