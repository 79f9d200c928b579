import { dirname, join, resolve } from 'node:path'
import { visibleText } from '../../gateway/approvals/index.ts'
import { statePlace } from '../../gateway/index.ts'
import {
  type Detour,
  type Entry,
  entriesOf,
  openInstallations,
  type Plan,
  planInstall,
  planUninstall,
} from '../../gateway/install/index.ts'
import type { Profile } from '../../policy/index.ts'
import { safeText } from '../output/safe-text.ts'
import { clientFiles } from './gateway-install-files.ts'
import { policiesFor, type ReadyEntry } from './gateway-install-policy.ts'

export type InstallOptions = {
  policy?: string
  profile: Profile
  run: boolean
  server: string[]
  except: string[]
  /** In seconds. */
  timeout: number
  file?: string
  project: boolean
  state?: string
}

/** What would be changed, and what is to be said before and after. */
export type Installing = {
  plans: { shown: string; carryOut: () => void }[]
  notes: string[]
  after: string
}

/** Plans to let the servers of a client be reached through the gateway. */
export async function planInstallation(client: string, options: InstallOptions): Promise<Installing> {
  const place = folderOf(options)
  const kept = openInstallations(join(place, 'backups'))
  const notes: string[] = []
  const plans: Installing['plans'] = []
  for (const file of await clientFiles(client, options)) {
    const open = entriesOf(file).filter(entry => isMeant(entry, options) && !isDiverted(entry))
    const { ready, problems } = await policiesFor(file, open, options, place)
    notes.push(...problems)
    if (ready.length === 0) continue
    const detours = ready.map(one => ({ entry: one.entry, detour: detourOf(one, options) }))
    const plan = planInstall(file, detours, kept, new Date())
    const carryOut = () => {
      for (const { write } of ready) write()
      plan.carryOut()
    }
    plans.push({ shown: shownOf(plan), carryOut })
  }
  const backups = `Policies and backups are in ${place}; "placard gateway uninstall ${client}" puts all back.`
  return { plans, notes, after: `Done: start ${client} anew. ${backups}` }
}

/** Plans to put the files of a client back as they were. */
export async function planRemoval(client: string, options: InstallOptions): Promise<Installing> {
  const kept = openInstallations(join(folderOf(options), 'backups'))
  const notes: string[] = []
  const plans: Installing['plans'] = []
  for (const file of await clientFiles(client, options)) {
    const plan = planUninstall(file, kept)
    if (plan === null) {
      notes.push(`${file.path}: nothing was installed there, as far as ${folderOf(options)} knows (--state).`)
      continue
    }
    plans.push({ shown: shownOf(plan), carryOut: plan.carryOut })
    for (const path of plan.left)
      notes.push(`${file.path}: ${safeText(path.join('.'), 200)} was changed since, and stays as it is.`)
  }
  return { plans, notes, after: `Done: start ${client} anew.` }
}

function folderOf({ state }: InstallOptions): string {
  return dirname(statePlace(process.env, state === undefined ? undefined : resolve(state)).audit)
}

function isMeant({ name }: Entry, { server, except }: InstallOptions): boolean {
  return (server.length === 0 || server.includes(name)) && !except.includes(name)
}

/** The program that runs now, by its full path: what starts a client knows no PATH of a terminal. */
const program = { node: process.execPath, script: resolve(process.argv[1] ?? '') }

function isDiverted({ start }: Entry): boolean {
  return start.kind === 'program' && start.args[1] === 'gateway' && /placard/.test(start.args[0]!)
}

function detourOf({ entry, policy, id, config }: ReadyEntry, { state }: InstallOptions): Detour {
  const { start } = entry
  const place = state === undefined ? [] : ['--state', resolve(state)]
  const common = [program.script, 'gateway', ...place]
  if (start.kind === 'program') {
    const args = [...common, '--policy', policy, '--id', id, '--', start.command, ...start.args]
    return { command: program.node, args }
  }
  // What they hold stays with the client, which may fill in secrets of its own.
  const environment = start.headers.map(([, value], index): [string, string] => [
    `PLACARD_HEADER_${index + 1}`,
    value,
  ])
  return { command: program.node, args: [...common, '--config', config], environment }
}

function shownOf({ path, difference }: Plan): string {
  if (difference === '') return `${visibleText(path)} is as it was already.\n`
  const lines = difference
    .split('\n')
    .map(line => visibleText(line.replace(/\r$/, '').replaceAll('\t', '    ')))
  return lines.join('\n')
}
