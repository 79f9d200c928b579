import type { ToolDefinition, Verdict } from '../../classifier/index.ts'
import { visibleText } from '../visible-text.ts'
import { isTelling, wordsOf } from './words.ts'

/** The words by which something is found, and what is shown of it. */
export type FoundWords = {
  /** As often as they stand in its name. */
  name: string[]
  /** Words of what is said of it and of its label. */
  text: string[]
  shown: string
}

const longestText = 110
/** So many characters of a description are looked through. What it is for stands at its beginning. */
const charactersOfText = 400

/** How a tool is found. */
export function wordsOfTool(
  { name, title = '', description = '' }: ToolDefinition,
  verdict: Verdict | null,
): FoundWords {
  const { category = '', severity = '', capabilities = [] } = verdict ?? {}
  const label = `${category} ${severity} ${capabilities.join(' ')}`
  return wordsOfAnything(name, `${title} ${description}`.trim(), label)
}

/** How anything is found that has a name and something said of it. */
export function wordsOfAnything(name: string, text: string, label: string): FoundWords {
  const telling = wordsOf(text, charactersOfText).filter(isTelling)
  return {
    name: wordsOf(name, 200),
    text: [...new Set([...telling, ...wordsOf(label)])],
    shown: shortText(text),
  }
}

function shortText(text: string): string {
  const line = visibleText(text.slice(0, 2 * longestText).replace(/\s+/g, ' ')).replace(/^⟨empty⟩$/, '')
  return line.length <= longestText ? line : `${line.slice(0, longestText).replace(/\s+\S*$/, '')} …`
}
