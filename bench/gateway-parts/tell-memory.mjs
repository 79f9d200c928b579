// node --import tell-memory.mjs PROGRAM: tells on its fourth descriptor, every so many milliseconds, what it holds.
import { writeSync } from 'node:fs'

setInterval(
  () => {
    writeSync(3, `${JSON.stringify(process.memoryUsage())}\n`)
  },
  Number(process.env.TELL_EVERY ?? 10_000),
).unref()
