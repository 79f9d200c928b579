import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { classifyServer } from '../../classifier/index.ts'
import {
  type Bounds,
  type ExampleCall,
  type Explanation,
  type ExportFormat,
  exporters,
  exportFormats,
  type Loss,
  type Profile,
  type Recommendation,
  recommend,
  serverKey,
  stringifyPolicy,
} from '../../policy/index.ts'
import { safeText } from '../output/safe-text.ts'
import { nameOf, type ReadTarget, readTarget, type Target } from '../read-target.ts'

export type PolicyOptions = {
  profile: Profile
  format: string
  /** What the other product calls the server. */
  as?: string
  /** The id or name of the only server that is meant. */
  server?: string
  /** In seconds. */
  timeout: number
  /** What only the user knows: see `Bounds`. */
  root?: string[]
  host?: string[]
  recipient?: string[]
  amount?: number
  /** The folder that takes a document for each server, instead of standard output. */
  out?: string
}
/** The document for standard output, null where there is none, and lines about it for standard error. */
export type WrittenPolicy = { document: string | null; notes: string[] }

type Server = ReadTarget['servers'][number]['server']

/** Recommends a policy for the servers of a target and writes it in the format asked for. */
export async function writePolicy(target: Target, options: PolicyOptions): Promise<WrittenPolicy> {
  const format = formatNamed(options.format)
  const { servers, problems } = await readTarget(target, options.timeout * 1000)
  const notes = problems.map(problem => `${safeText(nameOf(target), 80)}: ${safeText(problem, 400)}`)
  if (servers.length === 0) return { document: null, notes }
  const chosen = chooseServers(servers, options)
  const recommended = recommend(
    chosen.map(({ server, tools }) => {
      const verdicts = classifyServer(server, tools)
      return { server, tools: tools.map((definition, index) => ({ definition, verdict: verdicts[index]! })) }
    }),
    { profile: options.profile, bounds: boundsOf(options) },
  )
  const names = namesFor(
    chosen.map(({ server }) => server),
    options.as,
  )
  const documents = recommended.map(({ recommendation }, index) => {
    const { server, tools } = chosen[index]!
    notes.push(...explain(server, recommendation, options.profile))
    if (format === 'policy')
      return { text: `${stringifyPolicy(recommendation.policy)}\n`, fileName: 'policy.json' }
    const named = { name: names[index]!, id: server.id }
    const { text, losses, fileName } = exporters[format].export(recommendation.policy, {
      server: named,
      tools,
    })
    notes.push(...explainLosses(format, fileName, named.name, losses))
    return { text, fileName }
  })
  if (options.out !== undefined) {
    notes.push(...writeDocuments(options.out, documents, names))
    return { document: '', notes }
  }
  const joined = format === 'policy' ? undefined : exporters[format].join
  const texts = documents.map(({ text }) => text)
  return { document: texts.length === 1 ? texts[0]! : joined!(texts), notes }
}

function boundsOf({ root, host, recipient, amount }: PolicyOptions): Bounds {
  return {
    ...(root && { roots: root }),
    ...(host && { hosts: host }),
    ...(recipient && { recipients: recipient }),
    ...(amount !== undefined && { amount }),
  }
}

/** Writes `SERVER/policy.json` for each server. Fails where one of the files is there: it may have been edited. */
function writeDocuments(
  folder: string,
  documents: { text: string; fileName: string }[],
  names: string[],
): string[] {
  return documents.map(({ text, fileName }, index) => {
    const path = join(folder, names[index]!, fileName)
    mkdirSync(dirname(path), { recursive: true })
    try {
      writeFileSync(path, text, { flag: 'wx' })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
      throw new Error(`${path} is there already: move it away, or name another folder with --out.`, { cause })
    }
    return `Written: ${path}`
  })
}

function formatNamed(format: string): ExportFormat | 'policy' {
  const known = ['policy' as const, ...exportFormats].find(known => known === format)
  if (known === undefined)
    throw new Error(
      `There is no format “${safeText(format, 40)}”. There are: policy, ${exportFormats.join(', ')}.`,
    )
  return known
}

function chooseServers(servers: ReadTarget['servers'], options: PolicyOptions): ReadTarget['servers'] {
  const { server: wanted, format, as } = options
  const listed = () => servers.map(({ server }) => safeText(server.id, 80)).join(', ')
  const chosen =
    wanted === undefined ? servers : servers.filter(({ server }) => [server.id, server.name].includes(wanted))
  if (chosen.length === 0)
    throw new Error(`There is no server “${safeText(wanted!, 80)}” here, only ${listed()}.`)
  const joins = format !== 'policy' && exporters[format as ExportFormat].join !== undefined
  if (chosen.length > 1 && !joins && options.out === undefined)
    throw new Error(
      `In the format ${format} each server has a document of its own. Choose one with --server, or a folder for all with --out: ${listed()}.`,
    )
  if (chosen.length > 1 && as !== undefined)
    throw new Error(`One name does not do for ${chosen.length} servers: choose one with --server.`)
  return chosen
}

/** What each server is called in the document: as its user says, else as much of its name as every client takes. */
function namesFor(servers: Server[], as: string | undefined): string[] {
  if (as !== undefined) return servers.map(() => as)
  const taken = new Set<string>()
  return servers.map(({ name }) => {
    const base = serverKey(name)
    let unique = base
    for (let count = 2; taken.has(unique); count++) unique = `${base}-${count}`
    taken.add(unique)
    return unique
  })
}

function explain(server: Server, { explanations }: Recommendation, profile: Profile): string[] {
  return [
    `${safeText(server.id, 80)}, profile ${profile}:`,
    ...explanations.flatMap(({ at, does, costs, leaves, passes, stopped }: Explanation) => [
      `  ${safeText(at, 200)}`,
      `    does: ${safeText(does, 600)}`,
      `    costs: ${safeText(costs, 600)}`,
      `    leaves: ${safeText(leaves, 600)}`,
      ...(passes ? [`    passes: ${example(passes)}`] : []),
      ...(stopped ? [`    stopped (${stopped.decision}): ${example(stopped)}`] : []),
    ]),
  ]
}

function example({ tool, arguments: args, earlier, approved }: ExampleCall): string {
  const after = earlier ? `, after ${earlier.calls} like it in one ${earlier.within}` : ''
  return `${safeText(tool, 80)} ${safeText(JSON.stringify(args), 300)}${after}${approved ? ', with a yes' : ''}`
}

function explainLosses(format: ExportFormat, fileName: string, name: string, losses: Loss[]): string[] {
  const { title } = exporters[format]
  return [
    `  For ${title}, as ${fileName}; the server is called “${name}” there (--as NAME for another name).`,
    losses.length === 0 ? '  Nothing is lost.' : '  What is lost:',
    ...losses.map(
      ({ pointer, message }) => `    ${safeText(pointer, 200) || 'all'}: ${safeText(message, 600)}`,
    ),
  ]
}
