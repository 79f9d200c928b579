import type { ServerRow, ToolRow } from '../../catalogue/index.ts'
import { ExportRefusal, exporters, exportFormats, serverKey } from '../../policy/index.ts'
import type { Offer } from '../recommendation.ts'
import { visibleText } from '../visible-text.ts'
import { count, listed } from './numbers.ts'
import { permissionFor } from './policy-in-short.ts'

/** What a client's own permission settings can hold of a policy for some tools. */
export type ClientSettings = {
  client: string
  fileName: string
  /** Empty where nothing sound can be written; `losses` then says why. */
  text: string
  /** What the settings lose against the policy, each thing once. */
  losses: string[]
}

/** Ids of packages that can stand in a command without quoting. */
const plainPackage = /^(npm|pypi):((?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*)$/i
const plainAddress = /^remote:(https:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9._~/-]*)?)$/
const longestId = 200

/** The words that start the reader's own copy of a server, where its id is plain enough to be put in a command. */
export function startOf({ id }: ServerRow): string | null {
  if (id.length > longestId) return null
  const [, kind, name] = plainPackage.exec(id) ?? []
  if (name) return kind === 'npm' ? `-- npx -y ${name}` : `-- uvx ${name}`
  const [, address] = plainAddress.exec(id) ?? []
  return address ? `--url ${address}` : null
}

/** The command that labels the reader's own copy. */
export function classifyCommand(server: ServerRow): string | null {
  const start = startOf(server)
  if (start === null) return null
  return `npm run -s placard -- classify --format json ${start.replace('--url ', '')}`
}

/** The command that a client is to start in place of the server. */
export function gatewayCommand(server: ServerRow): string {
  const start = startOf(server) ?? '-- COMMAND THAT STARTS THE SERVER'
  return `npm run -s placard -- gateway --policy policy.json ${start}`
}

/** The nearest that Claude Code's own settings come; the policy's engine writes them and says what they lose. */
export function clientSettings(server: ServerRow, tools: ToolRow[], { policy }: Offer): ClientSettings {
  const { title } = exporters['claude-code']
  try {
    const { text, fileName, losses } = exporters['claude-code'].export(policy, {
      server: { name: serverKey(server.name), id: server.id },
      tools: tools.map(({ definition }) => definition),
    })
    const messages = [...new Set(losses.map(({ message }) => message))]
    return { client: title, fileName: `.claude/${fileName}`, text, losses: messages }
  } catch (cause) {
    if (!(cause instanceof ExportRefusal)) throw cause
    return { client: title, fileName: '', text: '', losses: [cause.message] }
  }
}

/** How many products the builder writes for beside the one that is shown. */
export const otherFormats = exportFormats.length - 1

/** What in the policy is the reader's to change, from what stands in it. */
export function whatToChange({ policy }: Offer): string {
  const rules = [...policy.tools.values()]
  const limits = rules.flatMap(rule => rule.limits ?? []).length
  const conditions = rules.flatMap(rule => [...(rule.require ?? []), ...(rule.deny_if ?? [])]).length
  const asks = rules.filter(rule => rule.approval).length
  const parts = [
    ...(limits === 0 ? [] : [`${count(limits, 'limit')} to set to what your work needs`]),
    ...(conditions === 0 ? [] : [`${count(conditions, 'rule')} on arguments to fit to your own values`]),
    ...(asks === 0 ? [] : [`${count(asks, 'question')} to a person, whom you may name`]),
  ]
  return parts.length === 0 ? 'There is nothing in it to set.' : `Yours to change: ${listed(parts)}.`
}

/** Why the policy needs a place where every call passes: what it does that nothing else can do. */
export function whyInBetween({ policy }: Offer, tools: ToolRow[]): string {
  const permissions = new Set(tools.map(({ definition }) => permissionFor(policy, definition.name)))
  const [only] = tools.length === 1 ? tools : []
  const it = only ? visibleText(only.definition.name, 60) : 'a tool'
  const work = [
    ...(permissions.has('ask') || permissions.has('sometimes-ask')
      ? [`hold a call of ${it} back until a person agrees`]
      : []),
    ...(permissions.has('bounded') ? [`count the calls of ${it} and look into them`] : []),
    ...(permissions.has('yes') && permissions.size === 1
      ? [`let ${only ? it : 'these tools'} through and nothing else`]
      : []),
    ...(permissions.has('no')
      ? [only ? `keep ${it} from the agent` : 'keep what is denied from the agent']
      : []),
  ]
  return `To ${listed(work)}, something between the agent and the server has to read every call.`
}

/** What a client's own settings can still do with the tools, in one sentence. */
export function withoutGateway(client: string, { policy }: Offer, tools: ToolRow[]): string {
  const [only] = tools
  if (only === undefined || tools.length > 1)
    return `the settings of ${client} can at least sort its ${count(tools.length, 'tool')} into allow, ask and deny.`
  const tool = visibleText(only.definition.name, 60)
  const permission = permissionFor(policy, only.definition.name)
  if (permission === 'yes') return `the settings of ${client} can let ${tool} through and nothing else.`
  if (permission === 'no') return `the settings of ${client} can deny ${tool}.`
  return `the settings of ${client} can at least ask before each call of ${tool}.`
}
