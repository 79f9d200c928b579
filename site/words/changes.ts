import type { Change, ServerRow } from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import type { ServerEntry, ToolEntry } from '../atlas.ts'
import { count, listed } from './numbers.ts'
import { code, name, type Said, say } from './said.ts'

/** Several things of one kind that happened to one server at one time, told as one. */
export type Event = { at: string; serverId: string; kind: Change['kind']; changes: Change[] }

/** Puts together what happened to one server at one time, in the order in which it is given. */
export function toEvents(changes: readonly Change[]): Event[] {
  const events: Event[] = []
  for (const change of changes) {
    const last = events.at(-1)
    if (last && last.at === change.at && last.serverId === change.serverId && last.kind === change.kind)
      last.changes.push(change)
    else events.push({ at: change.at, serverId: change.serverId, kind: change.kind, changes: [change] })
  }
  return events
}

const mostNamed = 4

/** What happened, in one sentence; the server is named by the text around it. */
export function eventInWords({ kind, changes }: Event, server: ServerEntry | undefined): Said {
  const [first] = changes
  switch (kind) {
    case 'new-server':
      return say`Seen for the first time${server ? `; it now lists ${count(server.tools.length, 'tool')}` : ''}.`
    case 'new-tool':
      return say`Lists ${changes.length === 1 ? 'a new tool' : count(changes.length, 'new tool')}: ${names(changes)}.`
    case 'gone-tool':
      return say`No longer lists ${names(changes)}.`
    case 'changed-definition':
      return say`The ${changes.length === 1 ? 'definition' : 'definitions'} of ${names(changes)} changed, so what was pinned or approved before is another tool now.`
    case 'changed-label': {
      if (changes.length === 1 && first?.kind === 'changed-label') {
        const { beforeLabel: before, afterLabel: after } = first
        return say`The label of ${names(changes)} went from ${before.severity}, ${before.category} to ${after.severity}, ${after.category}.`
      }
      return say`${count(changes.length, 'label')} changed: ${names(changes)}.`
    }
  }
}

function names(changes: Change[]): Said {
  const tools = changes.flatMap(change => ('tool' in change ? [change.tool] : []))
  const shown = tools.slice(0, mostNamed).flatMap((tool, at): Said => [at > 0 ? ', ' : '', code(tool)])
  return tools.length > mostNamed ? [...shown, ` and ${tools.length - mostNamed} more`] : shown
}

/** The same as plain text, for a feed. */
export function plainText(said: Said, visible: (text: string) => string): string {
  return said
    .map(part => {
      if (typeof part === 'string') return part
      if ('code' in part) return visible(part.code)
      if ('quote' in part) return `“${visible(part.quote)}”`
      return 'name' in part ? visible(part.name) : part.text
    })
    .join('')
}

/** Which parts of a definition differ from those before. */
export function whatChanged(before: ToolDefinition, after: ToolDefinition): string {
  const parts = [
    { key: 'title', text: 'its title' },
    { key: 'description', text: 'its description' },
    { key: 'inputSchema', text: 'its parameters' },
    { key: 'outputSchema', text: 'what it returns' },
    { key: 'annotations', text: 'its hints' },
  ] as const
  const changed = parts.filter(
    ({ key }) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null),
  )
  return changed.length === 0 ? 'something that is not shown here' : listed(changed.map(({ text }) => text))
}

/** The tool that an event is about, where it is about one that is still listed. */
export function toolOf({ changes }: Event, server: ServerEntry | undefined): ToolEntry | undefined {
  const [only] = changes.length === 1 ? changes : []
  return only && 'tool' in only ? server?.tools.find(tool => tool.name === only.tool) : undefined
}

/** A server by its name, as a sentence names it. */
export function serverName(row: Pick<ServerRow, 'name' | 'id'>): Said[number] {
  return name(row.name || row.id)
}
