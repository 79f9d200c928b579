import { editText, parseText, valueAt } from './formats/format.ts'
import type { ClientFile, Detour, Edit, Entry, EntryDialect, Installation, Value } from './types.ts'

/** A text whose entries take a detour, and how to take that back. */
export type Diverted = { text: string; undo: Installation['undo'] }

/** Lets entries start something else instead, and leaves all else in the file as it is. */
export function divert(
  text: string,
  file: ClientFile,
  detours: { entry: Entry; detour: Detour }[],
): Diverted {
  const before = parseText(text, file.format)
  const edits = detours.flatMap(({ entry, detour }) => editsFor(entry, detour, file.dialect, before))
  const undo = edits.map(edit => {
    const was = valueAt(before, edit.path)
    return {
      path: edit.path,
      ...(was !== undefined && { value: was }),
      ...(edit.value !== undefined && { now: edit.value }),
    }
  })
  return { text: editText(text, file.format, edits), undo }
}

function editsFor(entry: Entry, detour: Detour, dialect: EntryDialect, before: Value): Edit[] {
  const { command, args, environment = [] } = detour
  const at = (field: string) => [...entry.path, field]
  const words: Edit[] =
    dialect.arguments === null
      ? [{ path: at(dialect.command), value: [command, ...args] }]
      : [
          { path: at(dialect.command), value: command },
          { path: at(dialect.arguments), value: args },
        ]
  const known = valueAt(before, at(dialect.environment))
  const added =
    environment.length === 0
      ? []
      : [
          {
            path: at(dialect.environment),
            value: { ...(known as object), ...Object.fromEntries(environment) },
          },
        ]
  if (entry.start.kind === 'program') return [...words, ...added]
  const gone = [dialect.http, dialect.sse, dialect.headers].filter(field => field !== null)
  const removed = [...new Set(gone)].filter(field => valueAt(before, at(field)) !== undefined)
  const type = valueAt(before, at('type')) !== undefined && dialect.types !== null
  return [
    ...(type ? [{ path: at('type'), value: dialect.types!.stdio }] : []),
    ...words,
    ...added,
    ...removed.map(field => ({ path: at(field) })),
  ]
}

/**
 * Takes back what still stands as it was installed, in a file that has been changed since. `left` are the
 * places that somebody else has changed, which stay.
 */
export function revert(
  text: string,
  file: Pick<ClientFile, 'format'>,
  undo: Installation['undo'],
): {
  text: string
  left: Edit['path'][]
} {
  const now = parseText(text, file.format)
  const same = ({ path, now: installed }: Installation['undo'][number]) =>
    JSON.stringify(valueAt(now, path)) === JSON.stringify(installed)
  // An entry that is gone needs nothing.
  const standing = undo.filter(({ path }) => valueAt(now, path.slice(0, -1)) !== undefined)
  const edits = standing
    .filter(same)
    .map(({ path, value }) => ({ path, ...(value !== undefined && { value }) }))
  return {
    text: editText(text, file.format, edits),
    left: standing.filter(one => !same(one)).map(({ path }) => path),
  }
}
