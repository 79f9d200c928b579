import type { Place } from '../evaluate/values.ts'

/** The line of a place, from 1. */
export function lineOf({ text, offset }: Place): number {
  let line = 1
  for (let index = text.indexOf('\n'); index >= 0 && index < offset; index = text.indexOf('\n', index + 1))
    line += 1
  return line
}
