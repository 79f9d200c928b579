import { source } from '../../source.ts'

const mostChanges = 1000

/** The newest changes as the catalogue has them, each with where its server stands here. */
export function GET(): Response {
  const { changes, atlas, asOf } = source()
  const rows = changes({ limit: mostChanges }).map(change => {
    const server = atlas.serverById.get(change.serverId)
    return { ...change, ...(server && { path: server.path }) }
  })
  return new Response(`${JSON.stringify({ asOf, changes: rows })}\n`, {
    headers: { 'content-type': 'application/json' },
  })
}
