import type { Category } from '../../classifier/index.ts'
import { capabilities } from '../../classifier/index.ts'
import type { ToolEntry } from '../atlas.ts'
import { hasPower } from '../powers.ts'
import { capabilityName } from './labels.ts'
import { count, listed, percent } from './numbers.ts'

/** What the recommended policy does with tools of a category, unless an argument or a capability asks for more. */
export const recommendedFor = {
  Read: 'The recommended policy lets them pass, and asks before those that return credentials.',
  Write: 'The recommended policy counts their calls, so that a loop that went wrong ends.',
  Execute: 'The recommended policy limits them closely, and asks before each that runs code.',
  Destructive: 'The recommended policy asks a person before each call.',
  Financial:
    'The recommended policy asks a person before each call, and caps the amounts where there is one.',
  Ungraded: 'The recommended policy asks a person before each call, for nobody can say what it does.',
} as const satisfies Record<Category, string>

/** How many servers the tools of a list belong to. */
export function onServers(tools: readonly ToolEntry[]): string {
  const servers = new Set(tools.map(({ serverId }) => serverId)).size
  return `${servers === 1 ? 'One server has' : `${count(servers, 'server')} have`} them.`
}

const mostNamed = 3

/** What the tools of a list can do most often. */
export function commonest(tools: readonly ToolEntry[]): string {
  const shares = capabilities
    .map(capability => ({ capability, n: tools.filter(tool => hasPower(tool.powers, capability)).length }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n)
    .slice(0, mostNamed)
  if (shares.length === 0) return 'None of them has a capability that Placard looks for.'
  return `What they can do most often: ${listed(shares.map(({ capability, n }) => `${capabilityName(capability)} (${percent(n / tools.length)})`))}.`
}
