import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { configurationFiles, type Machine } from '../../crawler/index.ts'
import data from '../../data/clients.json' with { type: 'json' }
import type { ClientFile, EntryDialect, Format } from '../../gateway/install/index.ts'
import { safeText } from '../output/safe-text.ts'

/** The files of a client that are there. Throws where nobody knows the client, or it keeps nothing here. */
export async function clientFiles(
  client: string,
  { file, project }: { file?: string; project: boolean },
): Promise<ClientFile[]> {
  const known = (await configurationFiles(thisMachine())).filter(one => one.client.id === client)
  const [first] = known
  if (first === undefined)
    throw new Error(
      `There is no client “${safeText(client, 40)}”. There are: ${data.clients.map(({ id }) => id).join(', ')}.`,
    )
  const dialect = (data.dialects as { [name: string]: EntryDialect })[first.client.dialect]!
  const meant = known.filter(one => project || file !== undefined || one.file.scope === 'user')
  const byPath = Map.groupBy(meant, one => (file === undefined ? one.path : resolve(file)))
  const found = [...byPath].flatMap(([path, places]): ClientFile[] => {
    const format = places[0]!.file.format as Format
    const keys = [...new Map(places.map(({ file: { key } }) => [key.join('\n'), key])).values()]
    return existsSync(path) ? [{ client, path, format, keys, dialect }] : []
  })
  if (found.length > 0) return found
  throw new Error(
    `${first.client.name} keeps no servers here: there is no ${[...byPath.keys()].join(', and no ')}.`,
  )
}

function thisMachine(): Machine {
  const systems: { [platform: string]: Machine['system'] } = { win32: 'windows', darwin: 'macos' }
  const system = systems[process.platform] ?? 'linux'
  return { system, home: homedir(), environment: process.env, project: process.cwd() }
}
