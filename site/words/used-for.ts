import type { ServerRow, ToolRow } from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import type { Parameter } from '../parameters.ts'
import { firstSentence } from './first-sentence.ts'
import { listed } from './numbers.ts'
import { code, name, quote, type Said, say, sayList } from './said.ts'

/** What the tool is for as its author has it, what a call is made of, and what that decides: one paragraph. */
export function usedFor({ definition, verdict }: ToolRow, server: ServerRow, parameters: Parameter[]): Said {
  const words = firstSentence(definition.description ?? '', 240)
  const opening =
    words === ''
      ? say`The author of ${name(server.name)} does not say what ${code(definition.name)} is for. `
      : say`In its author’s words: ${quote(words)} `
  return [...opening, ...handedOver(parameters, definition), ...inModes(verdict?.modes ?? [])]
}

function handedOver(parameters: Parameter[], { inputSchema }: ToolDefinition): Said {
  const required = parameters.filter(parameter => parameter.required)
  const optional = parameters.length - required.length
  if (inputSchema === undefined)
    return say`Its definition came without a schema, so what a call is made of is not known.`
  if (parameters.length === 0) return say`It names no parameters, so an agent can call it but not aim it.`
  if (required.length === 0) return say`All of its ${parameters.length} parameters may be left out.`
  const needed = sayList(required.slice(0, 6).map(({ path }) => code(path)))
  const more = required.length > 6 ? ` and ${required.length - 6} more` : ''
  const rest = optional === 0 ? '' : `, and may add ${optional} more`
  return say`The agent has to say ${needed}${more}${rest}.`
}

function inModes(modes: { when: { [parameter: string]: string }; category: string }[]): Said {
  const parameters = [...new Set(modes.flatMap(mode => Object.keys(mode.when)))]
  if (parameters.length === 0) return []
  const kinds = listed([...new Set(modes.map(mode => mode.category))])
  return say` What it does depends on ${sayList(parameters.map(code))}: some calls are ${kinds}.`
}
