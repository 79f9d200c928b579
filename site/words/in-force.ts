import type { ToolRow } from '../../catalogue/index.ts'
import type { Offer } from '../recommendation.ts'
import { visibleText } from '../visible-text.ts'
import { count, listed } from './numbers.ts'
import { permissionFor } from './policy-in-short.ts'

/** What a client's own permission settings can hold of a policy for some tools. */
export type ClientSettings = {
  /** The settings of Claude Code, as JSON; empty where no tool can be named in them. */
  text: string
  /** What they lose against the policy. */
  loses: string | null
  /** Tools whose names a client may write differently, so that they are left out. */
  leftOut: number
}

const mostTools = 200
/** Names that clients take over as they are. */
const plainName = /^[A-Za-z0-9_-]{1,64}$/
/** Ids of packages that can stand in a command without quoting. */
const plainPackage = /^npm:((?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*)$/

/** The command that labels the reader's own copy of a server, where its id is plain enough to be put in one. */
export function classifyCommand(serverId: string): string | null {
  const found = serverId.length <= 200 ? plainPackage.exec(serverId) : null
  return found ? `npm run -s placard -- classify --format json -- npx -y ${found[1]}` : null
}

/** The nearest that Claude Code's own rules come: allow, ask or deny, whatever the arguments. */
export function clientSettings(tools: ToolRow[], offer: Offer): ClientSettings {
  const rules = { allow: [] as string[], ask: [] as string[], deny: [] as string[] }
  const plain = tools.filter(({ definition }) => plainName.test(definition.name))
  let bounded = 0
  for (const { definition } of plain.slice(0, mostTools)) {
    const permission = permissionFor(offer.policy, definition.name)
    if (permission === 'bounded' || permission === 'sometimes-ask') bounded += 1
    const list = permission === 'yes' ? rules.allow : permission === 'no' ? rules.deny : rules.ask
    list.push(`mcp__your-server__${definition.name}`)
  }
  const permissions = Object.fromEntries(Object.entries(rules).filter(([, list]) => list.length > 0))
  return {
    text: plain.length === 0 ? '' : JSON.stringify({ permissions }, null, 2),
    loses:
      bounded === 0
        ? null
        : 'Such settings neither count calls nor look at arguments, so where the policy lets calls pass within bounds they ask every time.',
    leftOut: tools.length - Math.min(plain.length, mostTools),
  }
}

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
  return parts.length === 0
    ? 'There is nothing in it to set.'
    : `There ${limits + conditions + asks === 1 ? 'is' : 'are'} ${listed(parts)}.`
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
