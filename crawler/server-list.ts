import { readFileSync } from 'node:fs'
import { z } from 'zod'
import list from '../data/servers.json' with { type: 'json' }
import type { ServerEntry } from './types.ts'

// Names and versions become part of npm's arguments and of a folder's name: neither an option, a URL, a path
// nor a range can pass.
const packageName = z
  .string()
  .max(214)
  .regex(/^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/, 'is not the name of an npm package')
const exactVersion = z
  .string()
  .max(100)
  .regex(/^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/, 'is not one exact version')
// These would change how Node or the sandbox starts, not what the server is told.
const variableName = z.string().regex(/^(?!PATH$|HOME$|NODE_|LD_)[A-Za-z_][A-Za-z0-9_]*$/, 'cannot be set')

const serverEntry = z.strictObject({
  id: z.string(),
  package: packageName,
  version: exactVersion,
  bin: z.string().optional(),
  args: z.array(z.string()),
  env: z.record(variableName, z.string()),
  homepage: z.url().optional(),
  repository: z.url().optional(),
  network: z.boolean().optional(),
  note: z.string().optional(),
})
const serverList = z
  .array(serverEntry.refine(entry => entry.id === `npm:${entry.package}`, 'the id is npm: and the package'))
  .refine(entries => new Set(entries.map(({ id }) => id)).size === entries.length, 'an id stands there twice')

/** The servers of the list at `path`, or of `data/servers.json`. Throws where it cannot be read. */
export function readServerList(path?: string): ServerEntry[] {
  const parsed = serverList.safeParse(path === undefined ? list : JSON.parse(readFileSync(path, 'utf8')))
  if (!parsed.success) {
    const file = path ?? 'data/servers.json'
    throw new Error(`${file} is not a list of servers:\n${z.prettifyError(parsed.error)}`, {
      cause: parsed.error,
    })
  }
  return parsed.data as ServerEntry[]
}

/** True for what npm would take as the plain name of a package, and as nothing else. */
export function isPackageName(name: string): boolean {
  return packageName.safeParse(name).success
}
