import type { Limit, Policy } from '../../../policy/index.ts'
import { visibleText } from '../../visible-text.ts'
import { labelInWords, labelMark } from '../../words/labels.ts'
import { type Permission, permissionFor } from '../../words/policy-in-short.ts'
import type { Choice, Choices, Judged } from './choices.ts'
import { make, makeSelect } from './elements.ts'

const usualLimit: Choice = { kind: 'limit', max: 10, window: 'minute' }
const windows: { value: Limit['window']; text: string }[] = [
  { value: 'minute', text: 'a minute' },
  { value: 'hour', text: 'an hour' },
  { value: 'day', text: 'a day' },
]
/** Gravest last in the taxonomy; here the gravest come first. */
const ranks = ['Critical', 'High', 'Medium', 'Low']

/** One row for each tool, the gravest first, to choose what becomes of it. `recommended` is the policy without choices. */
export function toolRows(
  { tools }: Judged,
  choices: Choices,
  recommended: Policy,
  changed: () => void,
): HTMLTableRowElement[] {
  const names = new Set<string>()
  return tools
    .toSorted((a, b) => ranks.indexOf(a.verdict.severity) - ranks.indexOf(b.verdict.severity))
    .flatMap(({ definition: { name }, verdict }) => {
      if (names.has(name)) return []
      names.add(name)
      const shown = visibleText(name, 60)
      const cell = make('td')
      const draw = () => cell.replaceChildren(...controls(name, shown, choices, recommended, draw, changed))
      draw()
      return make(
        'tr',
        {},
        make(
          'th',
          { scope: 'row' },
          make('bdi', { class: 'mono' }, shown),
          make('span', { class: `small label-word ${labelMark(verdict)}` }, labelInWords(verdict)),
        ),
        cell,
      )
    })
}

function controls(
  name: string,
  shown: string,
  { tools }: Choices,
  recommended: Policy,
  draw: () => void,
  changed: () => void,
): Node[] {
  const choice = tools.get(name)
  const choose = (next: Choice | undefined) => {
    if (next) tools.set(name, next)
    else tools.delete(name)
    changed()
  }
  const select = makeSelect(
    `What becomes of ${shown}`,
    [
      { value: '', text: `Recommended: ${recommendedInWords[permissionFor(recommended, name)]}` },
      { value: 'allow', text: 'Allow' },
      { value: 'ask', text: 'Ask a person' },
      { value: 'limit', text: 'Limit' },
      { value: 'deny', text: 'Deny' },
    ],
    choice?.kind ?? '',
    value => {
      choose(choiceOf(value))
      draw()
      cell(select)?.querySelector('select')?.focus()
    },
  )
  if (choice?.kind !== 'limit') return [select]
  const max = make('input', {
    type: 'number',
    min: '1',
    max: '1000000',
    value: String(choice.max),
    'aria-label': `Calls of ${shown}`,
    input: () => choose({ ...choice, max: wholeNumber(max.value) }),
  })
  const window = makeSelect(`Time for the calls of ${shown}`, windows, choice.window, value => {
    choose({ kind: 'limit', max: wholeNumber(max.value), window: value as Limit['window'] })
    draw()
  })
  return [select, make('span', { class: 'limit' }, max, ' calls ', window)]
}

const recommendedInWords = {
  yes: 'allow',
  bounded: 'allow within bounds',
  'sometimes-ask': 'ask at some calls',
  ask: 'ask',
  no: 'deny',
} as const satisfies Record<Permission, string>

function cell(select: HTMLSelectElement): Element | null {
  return select.closest('td')
}

function choiceOf(value: string): Choice | undefined {
  if (value === 'limit') return usualLimit
  return value === 'allow' || value === 'ask' || value === 'deny' ? { kind: value } : undefined
}

function wholeNumber(text: string): number {
  return Math.min(1_000_000, Math.max(1, Math.trunc(Number(text)) || 1))
}
