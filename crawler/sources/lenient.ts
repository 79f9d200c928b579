import { z } from 'zod'
import { cleanText } from '../clean-text.ts'

// A stranger's field that is not what it should be is left out: a server must not stay unread because its home
// page is a number.

export type Fields = { [key: string]: unknown }

/** One line of text, or nothing. */
export function line(limit: number) {
  return z
    .string()
    .transform(text => cleanText(text, limit) || undefined)
    .optional()
    .catch(undefined)
}

/** A list without the entries that are not of this kind; empty where it is no list. */
export function listOf<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(z.unknown())
    .catch([])
    .transform(entries =>
      entries.flatMap(entry => {
        const parsed = schema.safeParse(entry)
        return parsed.success ? [parsed.data] : []
      }),
    )
}

/** An address of the web, for people. */
export const address = z
  .string()
  .max(2000)
  .refine(text => /^https?:\/\//i.test(text) && URL.canParse(text))
  .optional()
  .catch(undefined)

/** A time as RFC 3339 says it. */
export const time = z
  .string()
  .refine(text => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)))
  .optional()
  .catch(undefined)

/** The members that are there. */
export function present<Members extends object>(
  members: Members,
): { [name in keyof Members]?: Exclude<Members[name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}

/** A file's JSON; null where it is none. */
export function parseJson(file: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(file))
  } catch {
    return null
  }
}
