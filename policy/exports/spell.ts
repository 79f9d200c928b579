import { plain } from '../format/plain.ts'
import { type Settled, type Settlement, stricter } from './settle.ts'
import { ExportRefusal, type Fate, type Loss } from './types.ts'

/** How the other product writes the names of tools, and what it can say of tools that are not named. */
export type Spelling = {
  title: string
  /** The name as it is written; null where it cannot be, or would mean other tools as well. */
  spelled: (name: string) => string | null
  /** What the product makes of a name before it looks for a rule; names that become one share a fate. */
  normal?: (name: string) => string
  /** What it can say of tools that it does not name. `alone`: only where no tool is an exception. */
  rest: { [fate in Fate]?: true | 'alone' }
}
export type Spelled = {
  /** The written names of each fate, sorted as the policy has them. */
  byFate: { [fate in Fate]: Settled[] }
  rest: Fate
  losses: Loss[]
}

/** Writes the names of settled tools as the other product reads them; no name is milder for it. */
export function spell(settlement: Settlement, spelling: Spelling): Spelled {
  const losses = [...settlement.losses]
  const tools = shareFates(settlement.tools, spelling, losses)
  const rest = restFor(settlement.rest, tools, spelling, losses)
  const byFate: Spelled['byFate'] = { allow: [], ask: [], deny: [] }
  for (const tool of tools) {
    const name = spelling.spelled(tool.name)
    if (name !== null) byFate[tool.fate].push({ ...tool, name })
    else if (tool.fate !== rest)
      losses.push({
        tool: tool.name,
        pointer: tool.at,
        message: `${spelling.title} has no safe spelling for this name: calls are ${outcome[rest]} like those of a tool it does not know.`,
      })
  }
  return { byFate, rest, losses }
}

const outcome = { allow: 'allowed', ask: 'asked', deny: 'denied' } satisfies Record<Fate, string>

function shareFates(tools: Settled[], { normal, title }: Spelling, losses: Loss[]): Settled[] {
  if (normal === undefined) return tools
  const strictest = new Map<string, Fate>()
  for (const { name, fate } of tools) {
    const key = normal(name)
    strictest.set(key, stricter(fate, strictest.get(key) ?? 'allow'))
  }
  return tools.map(tool => {
    const fate = strictest.get(normal(tool.name))!
    if (fate === tool.fate) return tool
    losses.push({
      tool: tool.name,
      pointer: tool.at,
      message: `${title} cannot tell this name from another tool’s: calls are ${outcome[fate]} like the other’s.`,
    })
    return { ...tool, fate }
  })
}

/** The fate of what is not named: as the policy has it, else what can be said and is not milder, else asked. */
function restFor(
  { fate: wanted, at }: Settlement['rest'],
  tools: Settled[],
  { rest, spelled, title }: Spelling,
  losses: Loss[],
): Fate {
  const unnamed = tools.filter(tool => spelled(tool.name) === null)
  const fits = (fate: Fate) =>
    (rest[fate] === true || (rest[fate] === 'alone' && tools.every(tool => tool.fate === fate))) &&
    unnamed.every(tool => stricter(fate, tool.fate) === fate || fate === 'ask')
  const order: { [fate in Fate]: Fate[] } = {
    allow: ['allow', 'ask', 'deny'],
    ask: ['ask', 'deny'],
    deny: ['deny', 'ask'],
  }
  const found = order[wanted].find(fits) ?? (rest.ask ? 'ask' : 'deny')
  if (found !== wanted)
    losses.push({
      pointer: at,
      message: `${title} cannot say that every other tool is ${outcome[wanted]}: a tool that is not named is ${outcome[found]}.`,
    })
  return found
}

/** The name of the server, where the other product can use it as it is. */
export function serverName(name: string, allowed: RegExp, title: string, wanted: string): string {
  if (allowed.test(name)) return name
  throw new ExportRefusal(
    `${title} cannot name a server “${plain(name)}” safely. Give it a name of ${wanted} there, and export for that name.`,
  )
}
