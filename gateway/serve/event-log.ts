import type { Message } from '../protocol/read-message.ts'

/** A message that went out on a stream, or is to go out. */
export type KeptEvent = { stream: number; sequence: number; message: Message; last: boolean; at: number }

/** What was sent on the streams of one session, for as long as a client may ask for it again. */
export type EventLog = {
  add(event: Omit<KeptEvent, 'at'>): void
  /** The events of a stream from one number to another that are still there. */
  between(stream: number, first: number, last: number): KeptEvent[]
  close(): void
}

/** What all sessions of a gateway may keep together, in characters. */
export type Room = { left: number }

export function newRoom(): Room {
  return { left: 64 * 1024 * 1024 }
}

const mostEvents = 500
const mostCharacters = 4 * 1024 * 1024
/** Nobody comes back later than this, in milliseconds. */
const longest = 5 * 60_000

/** `onForgotten` hears of every event that makes room for others. */
export function newEventLog(room: Room, onForgotten: (event: KeptEvent) => void): EventLog {
  const kept = new Map<string, KeptEvent>()
  let characters = 0
  return {
    add(event) {
      const size = event.message.text.length
      const now = Date.now()
      kept.set(keyOf(event.stream, event.sequence), { ...event, at: now })
      characters += size
      room.left -= size
      for (const oldest of kept.values()) {
        const fits = kept.size <= mostEvents && characters <= mostCharacters && room.left >= 0
        if (fits && now - oldest.at < longest) break
        forget(oldest)
        onForgotten(oldest)
      }
    },
    between: (stream, first, last) =>
      Array.from({ length: Math.min(Math.max(0, last - first + 1), mostEvents) }, (_, index) =>
        kept.get(keyOf(stream, last - index)),
      )
        .filter(event => event !== undefined)
        .reverse(),
    close() {
      for (const event of kept.values()) forget(event)
    },
  }

  function forget(event: KeptEvent): void {
    kept.delete(keyOf(event.stream, event.sequence))
    characters -= event.message.text.length
    room.left += event.message.text.length
  }
}

function keyOf(stream: number, sequence: number): string {
  return `${stream}.${sequence}`
}
