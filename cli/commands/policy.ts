import { classifyServer } from '../../classifier/index.ts'
import {
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
    { profile: options.profile },
  )
  const names = namesFor(
    chosen.map(({ server }) => server),
    options.as,
  )
  const documents = recommended.map(({ recommendation }, index) => {
    const { server, tools } = chosen[index]!
    notes.push(...explain(server, recommendation, options.profile))
    if (format === 'policy') return `${stringifyPolicy(recommendation.policy)}\n`
    const named = { name: names[index]!, id: server.id }
    const { text, losses, fileName } = exporters[format].export(recommendation.policy, {
      server: named,
      tools,
    })
    notes.push(...explainLosses(format, fileName, named.name, losses))
    return text
  })
  const join = format === 'policy' ? undefined : exporters[format].join
  return { document: documents.length === 1 ? documents[0]! : join!(documents), notes }
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
  if (chosen.length > 1 && !joins)
    throw new Error(
      `In the format ${format} each server has a document of its own. Choose one with --server: ${listed()}.`,
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
