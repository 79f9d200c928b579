import { cut, longest } from './cut.ts'
import type { AuditEvent } from './types.ts'

/** The members of an event's line, as JSON without the braces. */
export function eventText({ event, detail = {} }: AuditEvent): string {
  const cuts = Object.entries(detail).map(([name, value]) => [
    name,
    typeof value === 'string' ? cut(value, longest.text) : value,
  ])
  const line = { kind: 'event', event: cut(event, longest.name), detail: Object.fromEntries(cuts) }
  return JSON.stringify(line).slice(1, -1)
}
