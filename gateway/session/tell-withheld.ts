import type { Core } from './core.ts'
import type { FilteredTools } from './filter-list.ts'
import type { ServerEntry } from './types.ts'

/**
 * Says which tools a list was shown without. What the owner has not let in is one line; what changed or speaks
 * to the model is a line each, and goes into the log.
 */
export function tellWithheld(
  { say, keepers }: Core,
  entry: ServerEntry,
  withheld: FilteredTools['withheld'],
): void {
  const strange = withheld.filter(({ why: { rule } }) => rule === '' || rule.endsWith('/pin'))
  const usual = withheld.filter(one => !strange.includes(one)).map(({ tool }) => tool)
  for (const { tool, why } of strange) {
    say(`${entry.name}: ${tool} is withheld. ${why.message}`)
    keepers.audit.event({
      event: 'tool-withheld',
      detail: { server: entry.id, tool: tool.slice(0, 200), rule: why.rule, why: why.message },
    })
  }
  if (usual.length > 0)
    say(
      `${entry.name}: ${usual.length} tools are not shown, for the policy lets no call of them through: ${usual.join(', ')}`,
    )
}
