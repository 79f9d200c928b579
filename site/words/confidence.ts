import type { ToolDefinition, Verdict } from '../../classifier/index.ts'
import { listParameters } from '../parameters.ts'
import { code, type Said, say, sayList } from './said.ts'
import { placeInWords, speaksFor } from './why.ts'

/** What the confidence means for this label. */
export function oddsInWords({ category, confidence, graded }: Verdict): string {
  if (!graded)
    return 'No category was likely enough to be named, so none is, and the tool is treated as one that can do anything.'
  const wrong = Math.max(1, Math.round((1 - confidence) * 100))
  return `Of a hundred tools labelled with this confidence, about ${wrong} would turn out not to be ${category}.`
}

/** So sure that nothing the author could add would change much. */
const sureEnough = 0.97
const mostNamed = 4

/** What the author could write to make the label surer, from what is missing or at odds in this definition. */
export function raisers(verdict: Verdict, definition: ToolDefinition): Said[] {
  if (verdict.graded && verdict.confidence >= sureEnough) return []
  const { description = '', inputSchema } = definition
  const undescribed = listParameters(definition, []).rows.filter(row => row.description === '')
  const opposed = verdict.evidence.find(each => !speaksFor(each, verdict.category) && each.at !== 'server')
  const parameters = new Set(verdict.modes.flatMap(mode => Object.keys(mode.when)))
  return [
    ...(description.trim() === ''
      ? [say`A description: there is none, so its name has to speak for it.`]
      : []),
    ...(description.trim() !== '' && !verdict.evidence.some(({ at }) => at === '/description')
      ? [say`A description that says what a call changes: nothing in the present one speaks for a category.`]
      : []),
    ...(opposed
      ? [
          say`Other words than ${code(opposed.excerpt)} ${placeInWords(opposed.at)}, if that is not what it does: they pull the other way.`,
        ]
      : []),
    ...(inputSchema === undefined ? [say`A schema of its parameters: there is none.`] : []),
    ...(undescribed.length > 0
      ? [
          say`A description of ${sayList(undescribed.slice(0, mostNamed).map(({ path }) => code(path)))}${undescribed.length > mostNamed ? ` and ${undescribed.length - mostNamed} more of its parameters` : ''}.`,
        ]
      : []),
    ...(parameters.size > 0
      ? [
          say`One tool for each thing that it does, instead of one that ${sayList([...parameters].map(code))} decides about.`,
        ]
      : []),
    ...(verdict.hints.findings.includes('contradiction')
      ? [say`Hints that agree with the definition: the present ones contradict it.`]
      : []),
  ]
}
