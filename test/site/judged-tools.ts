import { type GradedCategory, riskOf, type ToolDefinition } from '../../classifier/index.ts'
import type { Judged } from '../../classifier/training/index.ts'
import { toVerdict } from './invented-tool.ts'

/** Invented tools with the label that a reader gave and what a classifier said. */
export const judgedTools: Judged[] = [
  judged('list_berths', 'Read', 'Read', 0.99),
  judged('get_berth', 'Read', 'Read', 0.97),
  judged('list_ships', 'Read', 'Execute', 0.7),
  judged('rename_berth', 'Write', 'Write', 0.91),
  judged('moor_ship', 'Write', 'Read', 0.55, 'unsure'),
  judged('run_crane', 'Execute', 'Execute', 0.83),
  judged('sink_ship', 'Destructive', 'Destructive', 0.98),
  judged('<script>alert(1)</script>\u202e', 'Destructive', 'Read', 0.95),
  judged('transfer_ship', 'Financial', 'Write', 0.6),
]

function judged(
  name: string,
  category: GradedCategory,
  said: GradedCategory,
  confidence: number,
  certainty: 'sure' | 'unsure' = 'sure',
): Judged {
  const definition: ToolDefinition = { name }
  const server = { name: name.startsWith('<') ? '<img src=x onerror=alert(1)>' : 'npm:quay' }
  const [verdict] = toVerdict({
    definition,
    label: {
      category: said,
      risk: riskOf(said),
      severity: 'High',
      capabilities: ['read-private'],
      confidence,
    },
  })
  const capabilities = category === 'Read' ? (['read-private'] as const) : (['modify-data'] as const)
  const label = { server, siblings: [definition], definition, category, alt: null, certainty }
  return { label: { ...label, capabilities: [...capabilities], severity: 'High' }, verdict: verdict! }
}
