import { source } from '../../source.ts'
import { visibleText } from '../../visible-text.ts'
import { type Event, eventInWords, plainText, toEvents, toolOf } from '../../words/changes.ts'

const mostEntries = 100

/** The newest changes as an Atom feed (RFC 4287). */
export function GET(): Response {
  const { changes, address, asOf } = source()
  const events = toEvents(changes({ limit: 5 * mostEntries })).slice(0, mostEntries)
  const feed = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${escapeXml(`${address}/changes/`)}</id>
<title>Placard: changes of MCP tools and their labels</title>
<updated>${timeOf(events[0]?.at ?? asOf)}</updated>
<link rel="self" href="${escapeXml(`${address}/changes/feed.xml`)}"/>
<link href="${escapeXml(`${address}/changes/`)}"/>
<author><name>Placard</name></author>
${events.map(toEntry).join('\n')}
</feed>
`
  return new Response(feed, { headers: { 'content-type': 'application/atom+xml;charset=utf-8' } })
}

function toEntry(event: Event): string {
  const { address, atlas } = source()
  const server = atlas.serverById.get(event.serverId)
  const visible = (text: string) => visibleText(text, 120)
  const named = visible(server?.row.name || event.serverId)
  const said = plainText(eventInWords(event, server), visible)
  const path = toolOf(event, server)?.path ?? server?.path ?? '/changes/'
  // What happened to one server at one time and of one kind is one entry, so this names it for good.
  const id = `${address}/changes/#${encodeURIComponent(`${event.at} ${event.kind} ${event.serverId.toWellFormed()}`)}`
  return `<entry><id>${escapeXml(id)}</id><title>${escapeXml(`${named}: ${said}`)}</title><updated>${timeOf(event.at)}</updated><link href="${escapeXml(address + path)}"/><summary>${escapeXml(said)}</summary></entry>`
}

function timeOf(at: string): string {
  const time = new Date(at === '' ? 0 : at)
  return (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString()
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
