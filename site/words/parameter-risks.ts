import type { ToolDefinition, Verdict } from '../../classifier/index.ts'
import { type ArgumentKind, type Policy, type ToolArgument, toolArguments } from '../../policy/index.ts'

/** What is to be said of a parameter: why it matters, and whether the recommended policy looks at it. */
export type ParameterRisk = { text: string; risky: boolean; held: boolean }

const meaning = {
  path: 'A path: it can lead out of the folder that it is meant for.',
  url: 'An address: it can lead into your own network, or carry something out in itself.',
  sql: 'A query in SQL: a statement can do more than ask.',
  amount: 'An amount of money or value.',
  recipient: 'Decides who receives it.',
  'blind-copy': 'Sends a copy that the others do not see.',
  'dry-run': 'With it, a call shows what it would do and does nothing.',
  force: 'Skips a check, or widens what is taken away.',
  code: 'Is run as it is handed over.',
} as const satisfies Record<ArgumentKind, string>

/** What is to be said of parameters, by the JSON Pointer to each. Most have nothing. */
export function parameterRisks(
  definition: ToolDefinition,
  verdict: Verdict | null,
  policy: Policy | undefined,
): Map<string, ParameterRisk> {
  const rules = policy?.tools.get(definition.name)
  const conditions = [...(rules?.require ?? []), ...(rules?.deny_if ?? [])].flatMap(rule => rule.conditions)
  const looked = new Set([
    ...[...conditions, ...(rules?.approval?.when ?? [])].map(({ path }) => path as string),
    ...(rules?.limits ?? []).flatMap(({ sum }) => sum ?? []),
  ])
  const risks = new Map<string, ParameterRisk>()
  for (const argument of toolArguments(definition)) {
    const said = sayOf(argument, verdict)
    if (said) risks.set(pointerTo(argument), { ...said, held: looked.has(argument.path) })
  }
  return risks
}

function sayOf({ kind, name, keys, maximum }: ToolArgument, verdict: Verdict | null) {
  const selects = keys.length === 1 && verdict?.modes.some(({ when }) => Object.hasOwn(when, name))
  if (selects) return { text: 'Decides what the tool does, and so how grave a call is.', risky: true }
  if (kind === null) return null
  const capped = kind === 'amount' && maximum !== null ? ` Its schema caps it at ${maximum}.` : ''
  return { text: meaning[kind] + capped, risky: kind !== 'dry-run' }
}

/** Lists are shown as one row, so an element counts as its list. */
function pointerTo({ keys }: ToolArgument): string {
  const steps = keys.map(key =>
    typeof key === 'string' ? `/properties/${key.replaceAll('~', '~0').replaceAll('/', '~1')}` : '/items',
  )
  return `/inputSchema${steps.join('')}`.replace(/(?:\/items)+$/, '')
}
