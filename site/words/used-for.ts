import type { ServerRow, ToolRow } from '../../catalogue/index.ts'
import type { ToolDefinition } from '../../classifier/index.ts'
import type { Parameter } from '../parameters.ts'
import { consequence, doing, gravestFirst } from './labels.ts'
import { listed } from './numbers.ts'
import { code, name, type Said, say, sayList } from './said.ts'

const mostConsequences = 3

/** What agents call the tool for, what they hand it, and what follows from that: one paragraph. */
export function usedFor({ definition, verdict }: ToolRow, server: ServerRow, parameters: Parameter[]): Said {
  const tool = code(definition.name)
  const opening = say`Agents call ${tool} on ${name(server.name)} to ${verdict ? doing[verdict.category] : doing.Ungraded}. `
  if (verdict === null) return [...opening, ...handedOver(parameters, definition)]
  const consequences = gravestFirst(verdict.capabilities)
    .slice(0, mostConsequences)
    .map(capability => ` ${consequence[capability]}`)
  return [...opening, ...handedOver(parameters, definition), ...inModes(verdict.modes), ...consequences]
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
