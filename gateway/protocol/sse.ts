import { largestMessage } from './read-lines.ts'

/** One event of an event stream. */
export type SseEvent = { data: string; id?: string; event?: string; retry?: number }

/**
 * Reads an event stream as it comes, in whatever chunks. `push` returns the events that a chunk completes;
 * it throws where the stream is not UTF-8, or an event is larger than a message may be.
 */
export function sseReader(): { push: (chunk: Uint8Array) => SseEvent[] } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let fields: string[] = []
  return {
    push(chunk) {
      rest += decoder.decode(chunk, { stream: true })
      if (rest.length > largestMessage) throw new Error('an event is too large')
      // A carriage return at the end may be half of a line end.
      const usable = rest.endsWith('\r') ? rest.slice(0, -1) : rest
      const lines = usable.split(/\r\n|\r|\n/)
      rest = lines.pop()! + rest.slice(usable.length)
      const events: SseEvent[] = []
      for (const line of lines) {
        if (line !== '') fields.push(line)
        else if (fields.length > 0) {
          events.push(eventOf(fields))
          fields = []
        }
      }
      return events
    },
  }
}

function eventOf(fields: string[]): SseEvent {
  const data: string[] = []
  const event: SseEvent = { data: '' }
  for (const field of fields) {
    const colon = field.indexOf(':')
    const name = colon < 0 ? field : field.slice(0, colon)
    const value = colon < 0 ? '' : field.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') data.push(value)
    else if (name === 'event') event.event = value
    else if (name === 'id' && !value.includes('\0')) event.id = value
    else if (name === 'retry' && /^\d+$/.test(value)) event.retry = Number(value)
  }
  return { ...event, data: data.join('\n') }
}

/** An event that carries one message; a message has no line ends once it is on one line. */
export function sseText(line: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: message\ndata: ${line}\n\n`
}

/** An event that says nothing: it only tells a client where it can go on from. */
export function sseMark(id: string): string {
  return `id: ${id}\ndata:\n\n`
}
