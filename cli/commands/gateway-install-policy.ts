import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { classifyServer } from '../../classifier/index.ts'
import { type Configured, readAnyConfiguration } from '../../crawler/index.ts'
import type { ClientFile, Entry } from '../../gateway/install/index.ts'
import {
  type Policy,
  type Profile,
  parsePolicy,
  recommendServer,
  stringifyPolicy,
} from '../../policy/index.ts'
import { safeText } from '../output/safe-text.ts'
import { readText } from '../read-target.ts'
import { readConfigured } from '../targets/read-configured.ts'

/** An entry with the policy that is to hold for it. */
export type ReadyEntry = {
  entry: Entry
  /** The path of the policy. */
  policy: string
  /**
   * What the gateway calls the server: the id that its policy is bound to, else one of its own. Limits,
   * approvals and the audit log tell servers apart by it.
   */
  id: string
  /** Where the gateway's configuration goes, for a server at an address. */
  config: string
  /** Writes what is not there yet. */
  write: () => void
}

type Options = { policy?: string; profile: Profile; run: boolean; timeout: number }

/** Finds the policies for entries: the one that was named, else one that was made before, else a recommended one. */
export async function policiesFor(
  file: ClientFile,
  entries: Entry[],
  options: Options,
  place: string,
): Promise<{ ready: ReadyEntry[]; problems: string[] }> {
  const ready: ReadyEntry[] = []
  const problems: string[] = []
  const named = options.policy === undefined ? null : readPolicy(options.policy)
  const configured =
    named === null ? await readAnyConfiguration(readFileSync(file.path, 'utf8'), file.path) : null
  for (const entry of entries) {
    const name = fileNameOf(file, entry)
    const policy = named === null ? join(place, 'policies', name) : resolve(options.policy!)
    const config = join(place, 'servers', name)
    const known = named ?? (existsSync(policy) ? readPolicy(policy) : null)
    const made = known ?? (await recommended(entry, configured ?? [], options))
    if (typeof made === 'string') {
      problems.push(`${safeText(entry.name, 80)} stays as it is: ${safeText(made, 300)}`)
      continue
    }
    const id = made.server ?? `local:${entry.name}`
    ready.push({ entry, policy, id, config, write: () => write(entry, policy, made, id, config) })
    if (entry.start.kind === 'address' && entry.start.headers.length === 0)
      problems.push(
        `${safeText(entry.name, 80)} is at an address without a token. If the client signs in there by itself, keep it out: --except.`,
      )
  }
  return { ready, problems }
}

function readPolicy(path: string): Policy {
  const parsed = parsePolicy(readText(path))
  if (parsed.ok) return parsed.policy
  throw new Error(`${safeText(path, 200)} is not a valid policy: see "placard policy validate".`)
}

/** A policy for what the server is known to offer; a text says why there is none. */
async function recommended(
  entry: Entry,
  configured: Configured[],
  options: Options,
): Promise<Policy | string> {
  const found = configured.find(({ name, start }) => name === entry.name && isSame(entry, start))
  if (found === undefined) return 'it could not be read. Give it a policy with --policy.'
  const { servers, problems } = await readConfigured([found], {
    run: options.run,
    timeout: options.timeout * 1000,
  })
  const [read] = servers
  if (read === undefined || read.tools.length === 0)
    return `${(problems[0] ?? 'it has no tools').replace(/\.$/, '')}. Try --run, or give it a policy with --policy.`
  const verdicts = classifyServer(read.server, read.tools)
  const tools = read.tools.map((definition, index) => ({ definition, verdict: verdicts[index]! }))
  return recommendServer(tools, read.server, { profile: options.profile }).policy
}

function isSame({ start }: Entry, known: Configured['start']): boolean {
  return start.kind === 'program' ? known.kind === 'command' : known.kind === 'address'
}

function fileNameOf({ client, path }: ClientFile, { name, path: at }: Entry): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
  return `${client}-${plain}-${hash('sha256', JSON.stringify([path, at])).slice(0, 8)}.json`
}

function write({ start }: Entry, policy: string, rules: Policy, id: string, config: string): void {
  if (!existsSync(policy)) writeNew(policy, `${stringifyPolicy(rules)}\n`)
  if (start.kind === 'program') return
  const headers = Object.fromEntries(
    start.headers.map(([name], index) => [name, `\${PLACARD_HEADER_${index + 1}}`]),
  )
  const server = { url: start.url, transport: start.sse ? 'sse' : 'http', headers, id }
  writeNew(config, `${JSON.stringify({ policy, servers: { server } }, null, 2)}\n`)
}

function writeNew(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, text, { mode: 0o600 })
}
