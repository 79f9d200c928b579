import { parseJson } from '../../policy/index.ts'
import { replaceIn } from '../protocol/compose.ts'
import { isObject } from '../protocol/era.ts'
import type { Message } from '../protocol/read-message.ts'
import { findWithheld, type Withheld } from './find-withheld.ts'
import type { Inventory } from './inventory.ts'
import { repairHints } from './repair-hints.ts'
import type { ServerEntry } from './types.ts'

export type FilteredTools = {
  tools: unknown[]
  withheld: { tool: string; why: Withheld }[]
  changed: boolean
}

/** The tools of a list that the client may see, with their hints mended. The inventory has to know them. */
export function filterTools(
  tools: readonly unknown[],
  entry: ServerEntry,
  inventory: Inventory,
): FilteredTools {
  const standing = entry.policy()
  const filtered: FilteredTools = { tools: [], withheld: [], changed: entry.prefix !== '' }
  const twice = namedTwice(tools)
  for (const tool of tools) {
    const name = isObject(tool) && typeof tool.name === 'string' ? tool.name : ''
    const known = inventory.find(name)
    const why = known === undefined || twice.has(name) ? unreadable : findWithheld(known, entry, standing)
    if (why !== null) {
      filtered.withheld.push({ tool: name, why })
      filtered.changed = true
      continue
    }
    const raw = tool as { [key: string]: unknown }
    const annotations = isObject(raw.annotations) ? raw.annotations : {}
    const mended = repairHints(annotations, known!.verdict, entry.repair)
    if (mended !== null) filtered.changed = true
    filtered.tools.push({
      ...raw,
      name: entry.prefix + name,
      ...(mended === null ? {} : { annotations: mended }),
    })
  }
  return filtered
}

/** Of two tools with one name nobody knows which one a call would reach. */
function namedTwice(tools: readonly unknown[]): Set<unknown> {
  const names = tools.map(tool => (isObject(tool) ? tool.name : undefined))
  return new Set(names.filter((name, index) => names.indexOf(name) !== index))
}

const unreadable: Withheld = { rule: '', message: 'Its definition cannot be read in one way only.' }

/**
 * The answer to `tools/list` as the client may see it. It keeps its original text where nothing had to change
 * and every program reads it alike.
 */
export function filterAnswer(
  answer: Message,
  entry: ServerEntry,
  inventory: Inventory,
  first: boolean,
): { answer: Message; withheld: FilteredTools['withheld'] } {
  const { result } = answer.value
  if (answer.at.result === undefined) return { answer, withheld: [] }
  if (!isObject(result)) throw new Error('The list of tools is none.')
  const listed = Array.isArray(result.tools) ? result.tools : []
  inventory.learn(listed, first && typeof result.nextCursor !== 'string')
  const { tools, withheld, changed } = filterTools(listed, entry, inventory)
  const span = answer.at.result!
  const isSame =
    !changed && Array.isArray(result.tools) && parseJson(answer.text.slice(span.start, span.end)).ok
  if (isSame) return { answer, withheld }
  // What was filtered for one caller is not everybody's.
  const scope = changed && 'cacheScope' in result ? { cacheScope: 'private' } : {}
  const by = JSON.stringify({ ...result, ...scope, tools })
  return { answer: replaceIn(answer, [{ span, by }]), withheld }
}
