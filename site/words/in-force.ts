import type { ToolRow } from '../../catalogue/index.ts'
import type { Offer } from '../recommendation.ts'
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
