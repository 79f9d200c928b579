import type Database from 'better-sqlite3'
import type { Change, ChangeKind, Label } from './types.ts'

export type ChangesOptions = {
  /** Only these kinds; all unless told. */
  kinds?: ChangeKind[]
  serverId?: string
  tool?: string
  /** Only what happened at this time or later, ISO 8601. */
  since?: string
  /** At most so many; 100 unless told. */
  limit?: number
}

export type Changes = {
  /** What happened, newest first: new servers and tools, changed definitions and labels. */
  changes(options?: ChangesOptions): Change[]
}

type Columns = {
  at: string
  kind: ChangeKind
  serverId: string
  tool: string | null
  before: string | null
  after: string | null
  beforeLabel: string | null
  afterLabel: string | null
}

export function readChanges(database: Database.Database): Changes {
  const selectFrom = (changes: string) =>
    database.prepare<[{ [name: string]: unknown }], Columns>(`
    select at, kind, server_id as serverId, tool, before_hash as before, after_hash as after,
      before_label as beforeLabel, after_label as afterLabel
    from ${changes} and (@since is null or at >= @since) and (@tool is null or tool = @tool)
      and (@kinds is null or kind in (select value from json_each(@kinds)))
    order by at desc, id desc limit @limit`)
  const ofAll = selectFrom('change where @serverId is null')
  // A statement of its own, so that the index finds the server: it is asked for every server of a site.
  const ofServer = selectFrom('change indexed by change_tool where server_id = @serverId')
  return {
    changes: ({ kinds, serverId = null, tool = null, since = null, limit = 100 } = {}) =>
      (serverId === null ? ofAll : ofServer)
        .all({ serverId, tool, since, limit, kinds: kinds === undefined ? null : JSON.stringify(kinds) })
        .map(toChange),
  }
}

/** Notes what happened, within the transaction that made it happen. */
export function noteChanges(database: Database.Database): (change: Change) => void {
  const insert = database.prepare(`
    insert into change (at, kind, server_id, tool, before_hash, after_hash, before_label, after_label)
    values (@at, @kind, @serverId, @tool, @before, @after, @beforeLabel, @afterLabel)`)
  const none = { tool: null, before: null, after: null, beforeLabel: null, afterLabel: null }
  return change => {
    const labels =
      change.kind === 'changed-label'
        ? { beforeLabel: toText(change.beforeLabel), afterLabel: toText(change.afterLabel) }
        : {}
    insert.run({ ...none, ...change, ...labels })
  }
}

function toChange({ beforeLabel, afterLabel, ...columns }: Columns): Change {
  const known = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null))
  if (beforeLabel === null || afterLabel === null) return known as Change
  return { ...known, beforeLabel: toLabel(beforeLabel), afterLabel: toLabel(afterLabel) } as Change
}

function toText({ category, severity }: Label): string {
  return `${category} ${severity}`
}

function toLabel(text: string): Label {
  const [category, severity] = text.split(' ')
  return { category, severity } as Label
}
